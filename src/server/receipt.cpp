// SPDX-License-Identifier: Apache-2.0
#include "server/receipt.hpp"

namespace redress::server {
namespace {

template <class Matches>
std::optional<std::uint64_t> find_event(const std::vector<store::Record>& records, Matches&& matches) {
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    if (event != nullptr && matches(event->body)) return record.case_seq;
  }
  return std::nullopt;
}

std::string_view word_of(engine::ReceiptState state) {
  switch (state) {
    case engine::ReceiptState::being_sealed:
      return "being_sealed";
    case engine::ReceiptState::signed_by_log:
      return "signed";
    case engine::ReceiptState::witnessed:
      break;
  }
  return "witnessed";
}

}  // namespace

std::optional<std::uint64_t> find_notice_event(const std::vector<store::Record>& records, int notice_no) {
  int no = 0;
  return find_event(records, [&](const cases::EventBody& body) {
    return std::holds_alternative<cases::NoticeReceived>(body) && ++no == notice_no;
  });
}

std::optional<std::uint64_t> find_first_measure(const std::vector<store::Record>& records) {
  return find_event(records, [](const cases::EventBody& body) {
    const auto* ordered = std::get_if<cases::MeasureOrdered>(&body);
    return ordered != nullptr && ordered->kind != cases::MeasureKind::restore;
  });
}

std::optional<std::uint64_t> find_own_appeal(const std::vector<store::Record>& records) {
  std::optional<std::uint64_t> newest;
  for (const auto& record : records) {
    const auto* event = std::get_if<cases::Event>(&record.body);
    const auto* appealed = event == nullptr ? nullptr : std::get_if<cases::Appealed>(&event->body);
    if (appealed != nullptr && appealed->by == cases::AppealBy::uploader) newest = record.case_seq;
  }
  return newest;
}

http::Response reply_receipt(const Desk& desk, const Id& case_id, std::optional<std::uint64_t> case_seq) {
  if (!case_seq) return problem_of(404, "there is no event to give a receipt for");
  auto receipt = desk.engine.find_receipt(case_id, *case_seq);
  if (!receipt.ok()) return problem_of(receipt.error());
  const auto state = receipt.value().state;
  http::Response response;
  if (state == engine::ReceiptState::being_sealed) {
    response = reply_json(202, {{"state", word_of(state)}, {"sealed_by", render_instant(receipt.value().sealed_by)}});
    response.headers.push_back({"Retry-After", "2"});
  } else {
    response = http::reply(200, "text/plain; charset=utf-8", std::move(receipt.value().proof));
    // A name that does not tell on its owner.
    const std::string name = "receipt-" + std::to_string(receipt.value().index) + ".tlog-proof";
    response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
  }
  response.headers.push_back({"Receipt-State", std::string(word_of(state))});
  return response;
}

Json tell_receipt(const Telling& telling, const Id& case_id, std::optional<std::uint64_t> case_seq,
                  const std::string& href) {
  if (!case_seq) return nullptr;
  const auto receipt = telling.desk.engine.find_receipt(case_id, *case_seq);
  if (!receipt.ok()) return nullptr;
  const auto state = receipt.value().state;
  const std::string key = "receipt." + std::string(word_of(state));
  if (state == engine::ReceiptState::being_sealed) {
    return {{"state", telling.say(key, {{"by", telling.local(receipt.value().sealed_by)}})}, {"href", nullptr}};
  }
  return {{"state", telling.say(key)}, {"href", href}};
}

}  // namespace redress::server
