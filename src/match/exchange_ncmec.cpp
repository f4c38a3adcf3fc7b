// SPDX-License-Identifier: Apache-2.0
#include "match/exchange_ncmec.hpp"

#include <algorithm>

namespace redress::match {
namespace {

using media::HashFeedback;

// A member reports what it has seen to be unlawful: an entry is a positive opinion unless somebody contradicts.
Opinion add_up(const HashFeedback& said) {
  if (said.ours == HashFeedback::Ours::negative) return Opinion::negative;
  if (said.ours == HashFeedback::Ours::affirmative) return Opinion::positive;
  return said.negative_count > 0 ? Opinion::disputed : Opinion::positive;
}

ExchangeEntry make_entry(const media::ListedEntry& listed) {
  ExchangeEntry entry;
  entry.source_ref = std::to_string(listed.member_id) + "/" + listed.id;
  entry.owner = std::to_string(listed.member_id);
  entry.changed_at = listed.changed_at;
  if (!listed.classification.empty()) entry.tags.push_back(listed.classification);
  if (listed.is_video) entry.tags.emplace_back("video");
  return entry;
}

template <class Hash>
Status take_hash(const std::optional<Hash>& hash, SignalKind kind, const HashFeedback& said, ExchangeEntry entry,
                 ExchangePage& page) {
  if (!hash) return Done{};
  entry.kind = kind;
  entry.opinion = add_up(said);
  TRY_ASSIGN(entry.signal, parse_signal(kind, render_hex(*hash)));
  page.entries.push_back(std::move(entry));
  return Done{};
}

Status take_listed(const media::ListedEntry& listed, ExchangePage& page) {
  page.other_count += listed.other_count;
  if (!media::is_usable(listed.fault)) return Error{Code::invalid, std::string(media::explain(listed.fault))};
  ExchangeEntry entry = make_entry(listed);
  if (listed.is_deleted) {
    entry.is_withdrawn = true;
    page.entries.push_back(std::move(entry));
    return Done{};
  }
  TRY(take_hash(listed.md5, SignalKind::md5, listed.md5_feedback, entry, page));
  TRY(take_hash(listed.sha1, SignalKind::sha1, listed.sha1_feedback, entry, page));
  TRY(take_hash(listed.pdq, SignalKind::pdq, listed.pdq_feedback, entry, page));
  if (listed.fault == media::EntryFault::none) return Done{};
  return Error{Code::invalid, std::string(media::explain(listed.fault))};
}

}  // namespace

ExchangePage make_ncmec_page(const media::HashList& list) {
  ExchangePage page;
  page.is_in_order = false;
  page.next = list.next;
  page.is_last = list.next.empty();
  std::size_t number = 0;
  for (const media::ListedEntry& listed : list.entries) {
    const auto taken = take_listed(listed, page);
    ++number;
    if (!taken.ok()) add_fault(page, "entry " + std::to_string(number) + ": " + taken.error().message);
  }
  if (list.declared_count != list.entries.size()) {
    add_fault(page, "the page says that it holds " + std::to_string(list.declared_count) + " entries and holds " +
                        std::to_string(list.entries.size()));
  }
  return page;
}

Result<std::string> render_ncmec_feedback(const NcmecFeedback& feedback) {
  const std::string open = R"(<?xml version="1.0" encoding="UTF-8"?><feedbackSubmission )"
                           R"(xmlns="https://hashsharing.ncmec.org/hashsharing/v2">)";
  if (feedback.is_affirmative) return open + "<affirmative/></feedbackSubmission>";
  if (feedback.reason_guids.empty()) return Error{Code::invalid, "negative feedback needs a reason"};
  std::string reasons;
  for (const std::string& guid : feedback.reason_guids) {
    if (!media::is_guid(guid)) return Error{Code::invalid, "a reason is a GUID, as the exchange lists them"};
    reasons += "<guid>" + guid + "</guid>";
  }
  return open + "<negative><reasonIds>" + reasons + "</reasonIds></negative></feedbackSubmission>";
}

Result<std::string> render_ncmec_kind(SignalKind kind) {
  if (kind == SignalKind::md5) return std::string("MD5");
  if (kind == SignalKind::sha1) return std::string("SHA1");
  if (kind == SignalKind::pdq) return std::string("PDQ");
  return Error{Code::unsupported, "NCMEC takes feedback on MD5, SHA-1 and PDQ from us"};
}

}  // namespace redress::match
