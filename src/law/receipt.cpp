// SPDX-License-Identifier: Apache-2.0
#include "law/receipt.hpp"

namespace redress::law {
namespace {

std::string place(Medium medium) {
  return medium == Medium::designated ? "it came to the address the platform publishes for this"
                                      : "it was sent elsewhere than to the address the platform publishes for this";
}

Receipt received(Instant at, std::string_view how, const ReceiptRule& rule, Medium medium) {
  std::string basis("Received ");
  basis.append(how).append(", at ").append(render_instant(at)).append(": ").append(place(medium));
  if (!rule.provision.empty()) basis.append(" (").append(rule.provision).append(")");
  basis += '.';
  return {true, at, std::move(basis)};
}

}  // namespace

Receipt find_receipt(const ReceiptRule& rule, const Facts& facts) {
  const auto wanted = facts.medium == Medium::designated ? rule.designated : rule.other;
  if (wanted == ReceiptInstant::sent) return received(facts.sent_at, "on sending", rule, facts.medium);
  if (wanted == ReceiptInstant::entered) {
    if (facts.entered_at) return received(*facts.entered_at, "on entry", rule, facts.medium);
    return received(facts.sent_at, "on entry, which is not recorded, so the instant of sending counts", rule,
                    facts.medium);
  }
  if (facts.retrieved_at) return received(*facts.retrieved_at, "when it was first seen", rule, facts.medium);
  std::string basis = "Not received yet: " + place(facts.medium) +
                      ", so it counts as received only when a person or program of the platform first sees it";
  if (!rule.provision.empty()) basis.append(" (").append(rule.provision).append(")");
  return {false, facts.entered_at.value_or(facts.sent_at), basis + ", and nobody has."};
}

}  // namespace redress::law
