// SPDX-License-Identifier: Apache-2.0
#include "engine/core.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/random.hpp"

namespace redress::engine {

Instant Core::now() {
  const std::int64_t reading = clock.now().ms;
  std::int64_t newest = last_clock_ms.load();
  while (reading > newest && !last_clock_ms.compare_exchange_weak(newest, reading)) {
  }
  // The store of the smaller value makes one step one report.
  if (reading < newest - 500 && last_clock_ms.compare_exchange_strong(newest, reading)) {
    ++meters.clock_steps_back;
    spdlog::warn("the machine's clock stepped back by {} ms; the clocks of cases go on from where they were",
                 newest - reading);
  }
  return Instant{std::max(reading, last_event_ms.load())};
}

std::string group_by_four(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 0 && i % 4 == 0) out += '-';
    out += text[i];
  }
  return out;
}

std::string make_case_code() { return group_by_four(render_crockford(random_bytes<5>(), 8)); }

std::string make_secret(const Digest& secret_key, const std::string& idempotency_key, const Id& notice_id) {
  if (idempotency_key.empty()) return group_by_four(render_crockford(random_bytes<8>(), 12));
  const Digest digest = keyed_digest(secret_key, view_bytes("secret/" + render_id(notice_id) + "/" + idempotency_key));
  return group_by_four(render_crockford(digest, 12));
}

Digest digest_secret(const Digest& secret_key, std::string_view normalised_secret) {
  return keyed_digest(secret_key, view_bytes("follow-up/" + std::string(normalised_secret)));
}

std::string derive_appeal_secret(const Digest& secret_key, const Id& case_id) {
  return group_by_four(render_crockford(keyed_digest(secret_key, view_bytes("appeal/" + render_id(case_id))), 12));
}

std::string digest_idempotency_key(const Digest& secret_key, const std::string& key) {
  return render_hex(keyed_digest(secret_key, view_bytes("idempotency/" + key)));
}

std::string receipt_text(const std::string& instance, const cases::Notice& notice, std::string_view case_code) {
  const auto maybe = [](const std::optional<Instant>& at) { return at ? render_instant(*at) : std::string("-"); };
  std::string jurisdictions;
  for (const std::string& one : notice.facts.jurisdictions) jurisdictions += (jurisdictions.empty() ? "" : ",") + one;
  std::string text = "redress-receipt/v1\n";
  const auto line = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\n");
  };
  line("instance", instance);
  line("case", case_code);
  line("notice", render_id(notice.facts.notice_id));
  line("channel", law::render(notice.facts.channel));
  line("complainant", law::render(notice.facts.complainant));
  line("harm", law::render(notice.facts.harm));
  line("jurisdictions", jurisdictions.empty() ? "-" : jurisdictions);
  line("sent", render_instant(notice.facts.sent_at));
  line("entered", maybe(notice.facts.entered_at));
  line("retrieved", maybe(notice.facts.retrieved_at));
  line("received", render_instant(notice.received_at));
  line("basis", notice.basis);
  return text;
}

Receipt make_receipt(const cases::Notice& notice) {
  Receipt receipt;
  receipt.sent_at = notice.facts.sent_at;
  receipt.entered_at = notice.facts.entered_at;
  receipt.retrieved_at = notice.facts.retrieved_at;
  receipt.received_at = notice.received_at;
  receipt.basis = notice.basis;
  return receipt;
}

std::string sign_text(const Core& core, std::string_view text) {
  return render_base64(sign(core.keys.receipt_key, view_bytes(text)));
}

}  // namespace redress::engine
