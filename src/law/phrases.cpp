// SPDX-License-Identifier: Apache-2.0
#include "law/phrases.hpp"

#include <array>

namespace redress::law {
namespace {

constexpr std::array<std::string_view, 23> harms{"intimate images shared without consent",
                                                 "intimate images made or altered by AI",
                                                 "synthetic media that impersonate a person",
                                                 "child sexual abuse material",
                                                 "synthetic child sexual abuse material",
                                                 "a false document or record",
                                                 "explosives or arms",
                                                 "terrorist content",
                                                 "fraud",
                                                 "threats",
                                                 "harassment",
                                                 "hate",
                                                 "defamation",
                                                 "an invasion of privacy",
                                                 "harm to a child",
                                                 "misinformation",
                                                 "malware",
                                                 "unlawful gaming",
                                                 "an infringement of copyright",
                                                 "an infringement of a trade mark",
                                                 "synthetic media without a label",
                                                 "other unlawful content",
                                                 "a breach of the platform's own terms"};
constexpr std::array<std::string_view, 6> channels{"a complaint",
                                                   "a court order",
                                                   "a government order",
                                                   "a regulator's notice",
                                                   "a trusted flagger's notice",
                                                   "the platform's own detection"};
constexpr std::array<std::string_view, 6> complainants{
    "the person depicted",
    "someone acting for the person depicted",
    "a user who is neither depicted nor acting for the person depicted",
    "an authority",
    "a trusted flagger",
    "nobody"};
constexpr std::array<std::string_view, 16> happenings{"a clarification is asked for",
                                                      "a clarification is given",
                                                      "an extension is granted",
                                                      "the measure or order is contested",
                                                      "acting becomes impossible",
                                                      "acting becomes possible again",
                                                      "receipt is acknowledged",
                                                      "the content is restricted",
                                                      "the content is removed",
                                                      "the content is labelled",
                                                      "the content is restored",
                                                      "the case is decided",
                                                      "the parties are informed of the decision",
                                                      "an appeal is made",
                                                      "the appeal is decided",
                                                      "the provider leaves on the merits"};

template <std::size_t count>
std::string describe_mask(std::uint32_t mask, const std::array<std::string_view, count>& words) {
  std::vector<std::string_view> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    if ((mask >> i & 1U) != 0) chosen.push_back(words[i]);
  }
  return join_words(chosen, "or");
}

}  // namespace

std::string_view describe(Harm harm) { return harms.at(static_cast<std::size_t>(harm)); }
std::string_view describe(Channel channel) { return channels.at(static_cast<std::size_t>(channel)); }
std::string_view describe(Complainant complainant) { return complainants.at(static_cast<std::size_t>(complainant)); }
std::string_view describe(HappeningKind kind) { return happenings.at(static_cast<std::size_t>(kind)); }

std::string describe_channels(std::uint32_t mask) { return describe_mask(mask, channels); }
std::string describe_complainants(std::uint32_t mask) { return describe_mask(mask, complainants); }
std::string describe_harms(std::uint32_t mask) { return describe_mask(mask, harms); }
std::string describe_happenings(std::uint32_t mask) { return describe_mask(mask, happenings); }

std::string describe_limbs(std::uint32_t mask, const Pack& pack) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pack.limbs.size(); ++i) {
    if ((mask >> i & 1U) != 0) names.push_back("(" + pack.limbs[i].limb + ")");
  }
  return join_words({names.begin(), names.end()}, "or");
}

std::string join_words(const std::vector<std::string_view>& words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) {
      if (i + 1 == words.size()) {
        text.append(" ").append(last).append(" ");
      } else {
        text.append(", ");
      }
    }
    text.append(words[i]);
  }
  return text;
}

std::string describe_notice(const Facts& facts) {
  std::string text(describe(facts.channel));
  if (facts.channel == Channel::user_complaint && facts.complainant != Complainant::none) {
    text.append(" by ").append(describe(facts.complainant));
  }
  text.append(" about ").append(describe(facts.harm));
  return text;
}

}  // namespace redress::law
