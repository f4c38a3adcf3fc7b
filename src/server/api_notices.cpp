// SPDX-License-Identifier: Apache-2.0
// server/api_notices.cpp — POST /api/v1/notices, POST /api/v1/orders, GET /api/v1/notices/{code}.
#include "server/api.hpp"
#include "server/examine.hpp"
#include "server/json_case.hpp"
#include "server/json_notice.hpp"
#include "server/notifiers.hpp"
#include "server/receipt.hpp"

namespace redress::server {
namespace {

constexpr std::uint64_t attachment_bytes_max = 25U << 20;
constexpr std::size_t attachment_count_max = 10;

struct NoticeBody {
  Json json;
  std::vector<http::SpoolFile> files;  // each becomes an item: its fingerprints, never its bytes
  bool has_recording = false;
  std::string text;  // what an idempotency key is bound to
};

// A file that the reporter attaches finds its copies; it is looked at in the sandbox and then dropped. What is
// known of it is kept like that of an upload, and nothing is shown: no preview.
OrProblem<cases::ItemFacts> examine_attachment(Desk& desk, const http::SpoolFile& file) {
  engine::MediaCheck check;
  check.register_content = false;
  if (const auto examined = examine(desk, file, Shown::no, check); !examined.ok()) return problem_of(examined.error());
  if (const auto kept = desk.engine.keep_media(check); !kept.ok()) return problem_of(kept.error());
  cases::ItemFacts item;
  item.sha256 = check.content.sha256;
  item.pdq = check.content.pdq;
  item.pdq_quality = check.content.pdq_quality;
  return item;
}

OrProblem<NoticeBody> read_multipart(Desk& desk, const http::Request& request) {
  http::MultipartLimits limits;
  limits.part_count_max = attachment_count_max + 1;
  limits.field_bytes_max = json_bytes_max;
  limits.file_bytes_max = attachment_bytes_max;
  limits.spool_folder = desk.options.spool_folder;
  auto parts = http::parse_multipart(request, limits);
  if (!parts.ok()) return problem_of(parts.error().code == Code::exhausted ? 413 : 400, parts.error().message);
  NoticeBody body;
  bool has_notice = false;
  for (auto& part : parts.value()) {
    if (part.file) {
      body.text += render_hex(part.file->sha256());
      body.has_recording = body.has_recording || is_recording(*part.file);
      body.files.push_back(std::move(*part.file));
    } else if (part.name == "notice" && !has_notice) {
      auto parsed = parse_json(part.value);
      if (!parsed.ok()) return problem_of(400, parsed.error().message);
      body.json = std::move(parsed).value();
      body.text += part.value;
      has_notice = true;
    } else {
      return problem_of(400, "send one field named notice, with the JSON, and files");
    }
  }
  if (!has_notice) return problem_of(400, "the field named notice, with the JSON, is missing");
  return body;
}

OrProblem<NoticeBody> read_notice_body(Desk& desk, const http::Request& request) {
  if (request.media_type() == "multipart/form-data") return read_multipart(desk, request);
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return *problem;
  NoticeBody body;
  body.json = std::get<Json>(std::move(json));
  body.text = request.body;
  return body;
}

http::Response respond_created(const Result<engine::NoticeAnswer>& answer, bool has_key, bool is_order,
                               const Json& told) {
  if (answer.ok()) {
    Json json = is_order ? render_order_answer(answer.value()) : render_notice_answer(answer.value());
    if (!told.is_null()) json["notifier"] = told;
    return reply_json(201, json);
  }
  if (has_key && answer.error().code == Code::conflict) return problem_of(422, answer.error().message);
  return problem_of(answer.error());
}

void submit(Desk& desk, engine::NoticeRequest&& notice, bool is_order, const NotifierNote& note,
            http::Responder respond) {
  const bool has_key = !notice.idempotency_key.empty();
  desk.engine.submit_notice(
      std::move(notice), [&desk, respond, has_key, is_order, note](const Result<engine::NoticeAnswer>& answer) {
        if (answer.ok()) {
          keep_note(desk, note, answer.value().case_id, answer.value().notice_no, answer.value().receipt.received_at);
        }
        respond(respond_created(answer, has_key, is_order, note.told));
      });
}

void submit_with_files(Desk& desk, engine::NoticeRequest&& notice, const std::vector<http::SpoolFile>& files,
                       const NotifierNote& note, const http::Responder& respond) {
  for (const auto& file : files) {
    auto item = examine_attachment(desk, file);
    if (const auto* problem = find_problem(item)) return respond(*problem);
    notice.items.push_back(std::get<cases::ItemFacts>(std::move(item)));
  }
  submit(desk, std::move(notice), false, note, respond);
}

// Who notifies is the platform's own word beside the notice: the notice itself does not hold it.
std::string take_account(Json& body, Faults& faults) {
  if (!body.is_object() || !body.contains("notifier")) return {};
  const Json found{{"notifier", body["notifier"]}};
  body.erase("notifier");
  ObjectReader fields(found, "#", faults);
  return fields.text("notifier", 200);
}

// Whose key it is: two strangers who choose the same one must not meet.
std::string key_scope(const Caller& caller, const http::Request& request) {
  return "notices/" + (caller.has_token ? "token/" + caller.name : "anyone/" + prefix_of(request.remote_address));
}

void post_notice(Desk& desk, http::Request&& request, http::Responder respond) {
  auto identified = identify(desk, request);
  if (const auto* problem = find_problem(identified)) return respond(*problem);
  const auto& caller = std::get<Caller>(identified);
  if (!caller.may("notices") && !caller.may("agent")) {
    if (const auto admitted = desk.admit(desk.notice_limit, request); !admitted.ok()) {
      return respond(problem_of(admitted.error()));
    }
  }
  auto key = idempotency_key_of(request, key_scope(caller, request));
  if (!key.ok()) return respond(problem_of(400, key.error().message));
  auto body = read_notice_body(desk, request);
  if (const auto* problem = find_problem(body)) return respond(*problem);
  auto& read = std::get<NoticeBody>(body);
  Faults faults;
  const auto account = take_account(read.json, faults);
  auto notice = parse_notice(read.json, desk.engine.now(), faults);
  if (!faults.is_empty()) return respond(faults.respond());
  if (is_authority_channel(notice.facts.channel) && !caller.may("orders")) {
    return respond(problem_of(403, "this channel wants a token of scope orders"));
  }
  const auto note = admit_notifier(desk, caller, account, notice.facts);
  if (!note.ok()) return respond(problem_of(note.error()));
  notice.idempotency_key = std::move(key).value();
  notice.request_text = std::move(read.text);
  if (!read.has_recording) return submit_with_files(desk, std::move(notice), read.files, note.value(), respond);
  const auto pushed = desk.recordings.push(std::packaged_task<void()>(
      [&desk, notice = std::move(notice), files = std::move(read.files), note = note.value(), respond]() mutable {
        submit_with_files(desk, std::move(notice), files, note, respond);
      }));
  if (!pushed.ok()) respond(problem_of(pushed.error()));
}

void post_order(Desk& desk, http::Request&& request, http::Responder respond) {
  auto identified = require_scope(desk, request, "orders");
  if (const auto* problem = find_problem(identified)) return respond(*problem);
  const auto& caller = std::get<Caller>(identified);
  auto key = idempotency_key_of(request, "orders/" + caller.name);
  if (!key.ok()) return respond(problem_of(400, key.error().message));
  auto json = read_json(request);
  if (const auto* problem = find_problem(json)) return respond(*problem);
  Faults faults;
  auto notice = parse_order(std::get<Json>(json), desk.engine.now(), faults);
  if (!faults.is_empty()) return respond(faults.respond());
  notice.idempotency_key = std::move(key).value();
  notice.request_text = std::move(request.body);
  submit(desk, std::move(notice), true, {}, std::move(respond));
}

http::Response show_notice(Desk& desk, http::Request&& request) {
  if (const auto admitted = desk.admit(desk.try_limit, request); !admitted.ok()) return problem_of(admitted.error());
  const auto opened = desk.engine.open_notice(request.parameter("code"), bearer_of(request));
  if (!opened.ok()) {
    if (opened.error().code == Code::exhausted) return problem_of(opened.error());
    return problem_of(404, "no case has this code and this secret");
  }
  const auto loaded = desk.engine.load_case(opened.value().case_id);
  if (!loaded.ok()) return problem_of(loaded.error());
  const auto code = desk.engine.events().find_code(opened.value().case_id);
  if (!code.ok()) return problem_of(code.error());
  return reply_json(200, render_follow_up(loaded.value(), opened.value().notice_no, code.value()));
}

// Of the notice that this secret came with: the complainant's, or an authority's order.
http::Response show_notice_receipt(Desk& desk, http::Request&& request) {
  if (const auto admitted = desk.admit(desk.try_limit, request); !admitted.ok()) return problem_of(admitted.error());
  const auto opened = desk.engine.open_notice(request.parameter("code"), bearer_of(request));
  if (!opened.ok()) {
    if (opened.error().code == Code::exhausted) return problem_of(opened.error());
    return problem_of(404, "no case has this code and this secret");
  }
  const auto records = desk.engine.events().load_case(opened.value().case_id);
  if (!records.ok()) return problem_of(records.error());
  return reply_receipt(desk, opened.value().case_id, find_notice_event(records.value(), opened.value().notice_no));
}

}  // namespace

void add_notice_routes(Desk& desk, std::vector<Route>& routes) {
  auto options = json_body();
  options.upload_bytes_max = attachment_bytes_max + json_bytes_max;
  options.content_types = {"application/json", "multipart/form-data"};
  routes.push_back({http::Method::post, "/api/v1/notices", at_desk(desk, post_notice), options});
  routes.push_back({http::Method::get, "/api/v1/notices/{code}", at_desk(desk, show_notice), {}});
  routes.push_back({http::Method::get, "/api/v1/notices/{code}/receipt", at_desk(desk, show_notice_receipt), {}});
}

void add_order_routes(Desk& desk, std::vector<Route>& routes) {
  auto options = json_body();
  options.content_types = {"application/json"};
  routes.push_back({http::Method::post, "/api/v1/orders", at_desk(desk, post_order), options});
}

}  // namespace redress::server
