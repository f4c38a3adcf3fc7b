// SPDX-License-Identifier: Apache-2.0
#include "law/facts.hpp"

#include "law/words.hpp"

namespace redress::law {
namespace {

constexpr std::array<std::string_view, 23> harms{"ncii",
                                                 "ncii_synthetic",
                                                 "impersonation_synthetic",
                                                 "csam",
                                                 "csam_synthetic",
                                                 "false_document",
                                                 "explosives_arms",
                                                 "terrorist",
                                                 "fraud",
                                                 "threat",
                                                 "harassment",
                                                 "hate",
                                                 "defamation",
                                                 "privacy",
                                                 "child_harm",
                                                 "misinformation",
                                                 "malware",
                                                 "gaming",
                                                 "copyright",
                                                 "trademark",
                                                 "unlabelled_synthetic",
                                                 "other_illegal",
                                                 "terms"};
constexpr std::array<std::string_view, 6> channels{"user_complaint",   "court_order",     "government_order",
                                                   "regulator_notice", "trusted_flagger", "own_detection"};
constexpr std::array<std::string_view, 6> complainants{"depicted", "agent", "user", "authority", "flagger", "none"};
constexpr std::array<std::string_view, 2> media{"designated", "other"};
constexpr std::array<std::string_view, 16> happenings{"clarification_asked",
                                                      "clarification_given",
                                                      "extension_granted",
                                                      "contested",
                                                      "impossible",
                                                      "possible_again",
                                                      "acknowledged",
                                                      "restricted",
                                                      "removed",
                                                      "labelled",
                                                      "restored",
                                                      "decided",
                                                      "informed",
                                                      "appealed",
                                                      "appeal_decided",
                                                      "exited_on_merits"};

}  // namespace

Result<Harm> parse_harm(std::string_view word) { return parse_from<Harm>(harms, word, "harm"); }
Result<Channel> parse_channel(std::string_view word) { return parse_from<Channel>(channels, word, "channel"); }
Result<Complainant> parse_complainant(std::string_view word) {
  return parse_from<Complainant>(complainants, word, "complainant");
}
Result<Medium> parse_medium(std::string_view word) { return parse_from<Medium>(media, word, "medium"); }
Result<HappeningKind> parse_happening(std::string_view word) {
  return parse_from<HappeningKind>(happenings, word, "happening");
}

std::string_view render(Harm harm) { return render_from(harms, harm); }
std::string_view render(Channel channel) { return render_from(channels, channel); }
std::string_view render(Complainant complainant) { return render_from(complainants, complainant); }
std::string_view render(Medium medium) { return render_from(media, medium); }
std::string_view render(HappeningKind kind) { return render_from(happenings, kind); }

std::vector<std::string_view> list_harms() { return {harms.begin(), harms.end()}; }

}  // namespace redress::law
