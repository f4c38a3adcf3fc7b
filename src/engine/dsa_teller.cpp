// SPDX-License-Identifier: Apache-2.0
#include "engine/dsa_teller.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "engine/secret_file.hpp"
#include "engine/verify_dsa.hpp"
#include "mail/webhook.hpp"
#include "report/dsa_answer.hpp"
#include "report/dsa_statement.hpp"

namespace redress::engine {
namespace {

constexpr std::size_t lot_count_max = 256;
constexpr int unwritten_lots_max = 64;
constexpr int delay_count_max = 13;  // of mail::find_retry_delay: from there on every eight hours

std::string base_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::vector<std::string> list_puids(const std::vector<store::StatementRow>& rows) {
  std::vector<std::string> puids;
  for (const store::StatementRow& row : rows) puids.push_back(row.owed.puid);
  return puids;
}

store::StatementVerdict judge(const store::StatementRow& row, const report::DsaRefusal& refusal) {
  using enum store::StatementState;
  return {row.no, refusal.is_duplicate ? sent : refused, refusal.is_duplicate ? "" : refusal.words, ""};
}

}  // namespace

Result<std::unique_ptr<DsaTeller>> DsaTeller::make(Core& core) {
  CHECK(core.options.statements != nullptr);
  TRY(verify_dsa(core.options.dsa));
  if (!core.options.dsa.dry_run) {
    const auto token = load_secret(core.options.dsa.token_file);
    if (!token.ok()) return Error{token.error().code, "'dsa.token_file': " + token.error().message};
  }
  return std::make_unique<DsaTeller>(core);
}

DsaTeller::DsaTeller(Core& core)
    : core_(core),
      options_(core.options.dsa),
      statements_(*core.options.statements),
      guard_(mail::GuardRules{{80, 443}, core.options.reach_allowed}),
      reactor_(core, "dsa"),
      walk_(core.events) {}

void DsaTeller::start() {
  reactor_.start(Milliseconds{250}, [this]() -> Status {
    if (!cursor_) TRY(begin());
    TRY(collect());
    TRY(render_waiting());
    TRY(send_waiting());
    return count();
  });
}

// A journal that ends before our place is an older one, out of a backup: from its beginning, then. The same events give
// the same puids, and no row is made twice.
Status DsaTeller::begin() {
  TRY(statements_.forget_bodies());
  TRY_ASSIGN(const std::uint64_t place, statements_.load_cursor());
  cursor_ = place > core_.last_position ? 0 : place;
  return Done{};
}

Status DsaTeller::collect() {
  while (!core_.is_stopping && *cursor_ < core_.last_position) {
    TRY_ASSIGN(const auto records, core_.events.load_after(*cursor_, lot_count_max));
    if (records.empty()) return Done{};
    std::vector<store::OwedStatement> owed;
    for (const store::Record& record : records) {
      TRY_ASSIGN(const auto one, find_owed(record));
      if (one) owed.push_back(*one);
    }
    // To read on again from the place that was written down does no harm.
    if (!owed.empty() || ++unwritten_lots_ >= unwritten_lots_max) {
      TRY(statements_.take_in(owed, records.back().position));
      unwritten_lots_ = 0;
    }
    cursor_ = records.back().position;
  }
  return Done{};
}

Result<std::optional<store::OwedStatement>> DsaTeller::find_owed(const store::Record& record) {
  const auto* event = std::get_if<cases::Event>(&record.body);
  const auto* ordered = event == nullptr ? nullptr : std::get_if<cases::MeasureOrdered>(&event->body);
  if (ordered == nullptr || ordered->kind == cases::MeasureKind::restore) return std::optional<store::OwedStatement>{};
  TRY_ASSIGN(const cases::Case* state, walk_.go_to(record.case_id, record.case_seq));
  const int measure_no = walk_.find_measure_no();
  if (!report::is_statement_owed(*state, measure_no)) return std::optional<store::OwedStatement>{};
  return std::optional(
      store::OwedStatement{report::make_puid(record.case_id, measure_no), record.case_id, record.case_seq, event->at});
}

Status DsaTeller::render_waiting() {
  while (!core_.is_stopping) {
    TRY_ASSIGN(Rows rows, statements_.load_unrendered(dsa_batch_count_max));
    if (rows.empty()) return Done{};
    std::vector<store::StatementVerdict> unfit;
    for (store::StatementRow& row : rows) {
      auto body = render(row);
      if (body.ok()) {
        row.body = std::move(body).value();
      } else if (body.error().code == Code::not_found) {
        unfit.push_back({row.no, store::StatementState::refused, body.error().message, ""});
      } else {
        return body.error();
      }
    }
    TRY(statements_.set_bodies(rows));
    TRY(statements_.conclude(unfit, core_.now()));
  }
  return Done{};
}

Result<std::string> DsaTeller::render(const store::StatementRow& row) {
  TRY_ASSIGN(const cases::Case* state, walk_.go_to(row.owed.case_id, row.owed.case_seq));
  const int measure_no = walk_.find_measure_no();
  if (measure_no == 0) return Error{Code::not_found, "the journal holds no such measure"};
  const int item_no = state->measures.at(static_cast<std::size_t>(measure_no) - 1).item_no;
  const std::string& content_id = state->items.at(static_cast<std::size_t>(item_no) - 1).facts.content_id;
  report::DsaContent content;
  if (!content_id.empty()) {
    TRY_ASSIGN(const auto registered, core_.events.find_content(content_id));
    if (registered) content = {registered->kind, registered->registered_at};
  }
  return report::render_dsa_statement(*state, measure_no, content, options_.settings, *core_.policy.rulebook);
}

Status DsaTeller::send_waiting() {
  while (!options_.dry_run && !core_.is_stopping && core_.now() >= resume_at_) {
    TRY_ASSIGN(Rows rows, statements_.load_rendered(dsa_batch_count_max));
    if (rows.empty()) return Done{};
    TRY(send(std::move(rows)));
  }
  return Done{};
}

Status DsaTeller::send(Rows rows) {
  const auto token = load_secret(options_.token_file);
  if (!token.ok()) {
    back_off(DsaReply{DsaReply::Kind::failed, "", token.error().message});
    return Done{};
  }
  const DsaDoor door{guard_, base_of(options_.url), token.value()};
  std::vector<Rows> parts{std::move(rows)};
  while (!parts.empty() && !core_.is_stopping) {
    Rows next = std::move(parts.back());
    parts.pop_back();
    std::vector<std::string> bodies;
    for (const store::StatementRow& row : next) bodies.push_back(row.body);
    ++core_.meters.dsa.tried;
    const DsaReply reply = post_statements(door, bodies, core_.now());
    if (reply.kind == DsaReply::Kind::failed) {
      back_off(reply);
      return Done{};
    }
    failures_ = 0;
    if (reply.kind == DsaReply::Kind::stored) {
      TRY(conclude_stored(next, reply.body));
      continue;
    }
    TRY_ASSIGN(std::vector<Rows> rest, part(std::move(next), reply));
    for (Rows& one : rest) parts.push_back(std::move(one));
  }
  return Done{};
}

Status DsaTeller::conclude_stored(const Rows& rows, const std::string& body) {
  const auto uuids = report::read_uuids(body, list_puids(rows));
  std::vector<store::StatementVerdict> verdicts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    verdicts.push_back({rows[i].no, store::StatementState::sent, "", uuids[i]});
  }
  return statements_.conclude(verdicts, core_.now());
}

Result<std::vector<DsaTeller::Rows>> DsaTeller::part(Rows rows, const DsaReply& reply) {
  const auto refusals = report::read_refusals(reply.body, list_puids(rows));
  std::vector<store::StatementVerdict> verdicts;
  Rows rest;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (refusals[i]) verdicts.push_back(judge(rows[i], *refusals[i]));
    if (!refusals[i]) rest.push_back(std::move(rows[i]));
  }
  if (verdicts.empty() && rest.size() == 1) {
    const std::string words = report::read_words(reply.body);
    verdicts.push_back({rest[0].no, store::StatementState::refused, words.empty() ? reply.reason : words, ""});
    rest.clear();
  }
  const auto refused = std::count_if(verdicts.begin(), verdicts.end(), [](const store::StatementVerdict& verdict) {
    return verdict.state == store::StatementState::refused;
  });
  if (refused > 0) spdlog::error("dsa: the database refused {} statements: see 'redress dsa list'", refused);
  TRY(statements_.conclude(verdicts, core_.now()));
  if (rest.empty()) return std::vector<Rows>{};
  if (!verdicts.empty()) return std::vector<Rows>{std::move(rest)};
  const auto middle = rest.begin() + static_cast<std::ptrdiff_t>(rest.size() / 2);
  return std::vector<Rows>{Rows(middle, rest.end()), Rows(rest.begin(), middle)};
}

void DsaTeller::back_off(const DsaReply& reply) {
  failures_ = std::min(failures_ + 1, delay_count_max);
  ++core_.meters.dsa.failed;
  const auto delay = mail::find_retry_delay(failures_);
  CHECK(delay.has_value());
  resume_at_ = core_.now() + std::max(*delay, reply.retry_after_min);
  spdlog::warn("dsa: the database took no batch ({}): tried again at {}", reply.reason, render_instant(resume_at_));
}

Status DsaTeller::count() {
  TRY_ASSIGN(const auto counts, statements_.count());
  core_.meters.dsa.waiting = counts.waiting;
  core_.meters.dsa_refused = counts.refused;
  return Done{};
}

}  // namespace redress::engine
