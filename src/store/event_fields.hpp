// SPDX-License-Identifier: Apache-2.0
// store/event_fields.hpp — the fields of each stored value, named once: the writer and the reader walk the same list,
// and it is in the order of the alphabet, so that what is written is canonical.
//
// Use this when   an event gets a field: add it here and to docs/reference/events.md.
// Errors          none here: the archive remembers what did not fit.
// Threads         pure.
#pragma once

#include "store/event_codec.hpp"

namespace redress::store {

template <class A>
void fields(A& a, cases::Actor& v) {
  a("kind", v.kind), a("name", v.name);
}
template <class A>
void fields(A& a, law::OrderFacts& v) {
  a("authorised_in_writing", v.authorised_in_writing), a("court", v.court), a("issuer", v.issuer);
  a("legal_basis", v.legal_basis), a("provision", v.provision), a("rank", v.rank), a("reasons", v.reasons);
  a("urls", v.urls);
}
template <class A>
void fields(A& a, law::OrderDefect& v) {
  a("check", v.check), a("detail", v.detail);
}
template <class A>
void fields(A& a, cases::NoticeFacts& v) {
  a("bank_entry_no", v.bank_entry_no), a("channel", v.channel), a("complainant", v.complainant),
      a("entered_at", v.entered_at);
  a("good_faith", v.good_faith), a("harm", v.harm), a("is_signed", v.is_signed), a("jurisdictions", v.jurisdictions);
  a("kind", v.kind), a("language", v.language), a("limbs", v.limbs), a("medium", v.medium);
  a("notice_id", v.notice_id), a("order", v.order), a("retrieved_at", v.retrieved_at), a("sent_at", v.sent_at);
  a("written_in", v.written_in);
}
template <class A>
void fields(A& a, cases::Personal& v) {
  a("email", v.email), a("safe_time", v.safe_time), a("signature", v.signature), a("statement", v.statement);
  a("zone", v.zone);
}
template <class A>
void fields(A& a, cases::Overlay& v) {
  a("a", v.a), a("b", v.b), a("c", v.c), a("d", v.d), a("left", v.left), a("top", v.top);
}
template <class A>
void fields(A& a, cases::MatchFacts& v) {
  a("distance_bits", v.distance_bits), a("inlier_count", v.inlier_count), a("item_no", v.item_no);
  a("matched_ms", v.matched_ms), a("needs_look", v.needs_look), a("overlay", v.overlay), a("tier", v.tier);
}
template <class A>
void fields(A& a, cases::ItemFacts& v) {
  a("content_id", v.content_id), a("match", v.match), a("origin", v.origin), a("pdq", v.pdq);
  a("pdq_quality", v.pdq_quality), a("sha256", v.sha256), a("uploaded_from", v.uploaded_from);
  a("uploader", v.uploader), a("urls", v.urls);
}
template <class A>
void fields(A& a, cases::Ground& v) {
  a("duty", v.duty), a("kind", v.kind), a("pack_sha256", v.pack_sha256), a("provision", v.provision);
}
template <class A>
void fields(A& a, cases::Weighing& v) {
  a("elements", v.elements), a("languages", v.languages), a("lesser", v.lesser), a("unfounded", v.unfounded);
}
// `by` and `at` are the event's.
template <class A>
void fields(A& a, cases::Proposal& v) {
  a("facts", v.facts), a("ground", v.ground), a("item_nos", v.item_nos), a("outcome", v.outcome);
  a("reasons", v.reasons), a("territory", v.territory), a("weighing", v.weighing);
}
// `by` is the event's.
template <class A>
void fields(A& a, cases::SecondLook& v) {
  a("agrees", v.agrees), a("decision_no", v.decision_no), a("reasons", v.reasons);
}
// `no`, `state`, `ended_at`, `escalations` and `on_risk_applied` are set by apply and never written.
template <class A>
void fields(A& a, cases::CaseClock& v) {
  a("bearer", v.bearer), a("due_at", v.due_at), a("duty", v.duty), a("is_target", v.is_target);
  a("jurisdiction", v.jurisdiction), a("notice_no", v.notice_no), a("on_risk", v.on_risk);
  a("pack_sha256", v.pack_sha256), a("provision", v.provision), a("starts_at", v.starts_at), a("step", v.step);
  a("territory", v.territory), a("tz_version", v.tz_version);
}

template <class A>
void fields(A& a, cases::NoticeReceived& v) {
  a("acted_on", v.acted_on), a("basis", v.basis), a("defects", v.defects), a("facts", v.facts);
  a("received_at", v.received_at);
}
template <class A>
void fields(A& a, cases::NoticeWithdrawn& v) {
  a("notice_no", v.notice_no);
}
template <class A>
void fields(A& a, cases::ItemsAdded& v) {
  a("items", v.items);
}
template <class A>
void fields(A& a, cases::ClockStarted& v) {
  a("clock", v.clock), a("reason", v.reason);
}
template <class A>
void fields(A& a, cases::ClockMoved& v) {
  a("clock_no", v.clock_no), a("due_at", v.due_at), a("reason", v.reason), a("starts_at", v.starts_at);
  a("state", v.state);
}
template <class A>
void fields(A& a, cases::ClockEnded& v) {
  a("clock_no", v.clock_no), a("reason", v.reason), a("state", v.state);
}
template <class A>
void fields(A& a, cases::Escalated& v) {
  a("clock_no", v.clock_no), a("step", v.step);
}
template <class A>
void fields(A& a, cases::OnRiskApplied& v) {
  a("clock_no", v.clock_no);
}
template <class A>
void fields(A& a, cases::Claimed& v) {
  a("note", v.note), a("reviewer", v.reviewer), a("until", v.until);
}
template <class A>
void fields(A& a, cases::Released& v) {
  a("conflict", v.conflict), a("declined", v.declined), a("look", v.look), a("proposal", v.proposal);
  a("reviewer", v.reviewer);
}
template <class A>
void fields(A& a, cases::MeasureOrdered& v) {
  a("automatic", v.automatic), a("decision_no", v.decision_no), a("item_no", v.item_no), a("kind", v.kind);
  a("reason", v.reason), a("territory", v.territory);
}
template <class A>
void fields(A& a, cases::MeasureMoved& v) {
  a("detail", v.detail), a("measure_no", v.measure_no), a("state", v.state);
}
template <class A>
void fields(A& a, cases::FoundReachable& v) {
  a("measure_no", v.measure_no), a("vantage", v.vantage);
}
template <class A>
void fields(A& a, cases::Decided& v) {
  a("facts", v.facts), a("ground", v.ground), a("item_nos", v.item_nos), a("outcome", v.outcome);
  a("picked_of", v.picked_of), a("proposed_by", v.proposed_by), a("reasons", v.reasons), a("territory", v.territory);
  a("weighing", v.weighing);
}
template <class A>
void fields(A& a, cases::DecisionReversed& v) {
  a("decision_no", v.decision_no), a("reasons", v.reasons);
}
template <class A>
void fields(A& a, cases::ClarificationAsked& v) {
  a("question", v.question);
}
template <class A>
void fields(A& a, cases::ClarificationGiven& v) {
  a("clarification_no", v.clarification_no);
}
template <class A>
void fields(A& a, cases::ExtensionGranted& v) {
  a("duty", v.duty), a("evidence", v.evidence), a("until", v.until);
}
template <class A>
void fields(A& a, cases::ImpossibilityDeclared& v) {
  a("reason", v.reason);
}
template <class A>
void fields(A&, cases::ImpossibilityEnded&) {}
template <class A>
void fields(A& a, cases::Appealed& v) {
  a("by", v.by), a("decision_no", v.decision_no), a("grounds", v.grounds);
}
template <class A>
void fields(A& a, cases::AppealDecided& v) {
  a("appeal_no", v.appeal_no), a("outcome", v.outcome), a("reasons", v.reasons);
}
template <class A>
void fields(A& a, cases::PersonalErased& v) {
  a("reason", v.reason);
}
template <class A>
void fields(A&, cases::Closed&) {}

template <class A>
void fields(A& a, Content& v) {
  a("content_id", v.content_id), a("kind", v.kind), a("md5", v.md5), a("pdq", v.pdq), a("pdq_quality", v.pdq_quality);
  a("sha256", v.sha256), a("uploaded_from", v.uploaded_from), a("uploader", v.uploader), a("urls", v.urls);
}
template <class A>
void fields(A& a, Hold& v) {
  a("case_code", v.case_code), a("case_id", v.case_id), a("content_id", v.content_id), a("harm", v.harm);
  a("is_copy", v.is_copy), a("is_interim", v.is_interim), a("item_no", v.item_no), a("kind", v.kind), a("pdq", v.pdq);
  a("pdq_quality", v.pdq_quality), a("sha256", v.sha256), a("territory", v.territory), a("urls", v.urls);
}
template <class A>
void fields(A& a, Door& v) {
  a("answer", v.answer), a("code", v.case_code), a("key", v.idempotency_key), a("notice_no", v.notice_no);
  a("request", v.request_digest_hex), a("secret", v.secret_digest_hex);
}

}  // namespace redress::store
