// SPDX-License-Identifier: Apache-2.0
// law/facts.hpp — what the law needs to know about a notice. Everything arrives as a value: nothing is looked up.
//
// Shapes          the fields of `redress policy explain --facts` and of a notice (docs/reference/notice.md).
// Units           instants are UTC ms.
// Errors          parse_*: invalid, naming the words that are allowed.
// Threads         values.
// Source          blueprint section 5 (harm codes, channels, complainants); IT Act 2000 s.13(2) for the three instants.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace redress::law {

enum class Harm {
  ncii,
  ncii_synthetic,
  impersonation_synthetic,
  csam,
  csam_synthetic,
  false_document,
  explosives_arms,
  terrorist,
  fraud,
  threat,
  harassment,
  hate,
  defamation,
  privacy,
  child_harm,
  misinformation,
  malware,
  gaming,
  copyright,
  trademark,
  unlabelled_synthetic,
  other_illegal,
  terms
};
enum class Channel { user_complaint, court_order, government_order, regulator_notice, trusted_flagger, own_detection };
enum class Complainant { depicted, agent, user, authority, flagger, none };
// How the notice reached the platform: at its published, designated address; elsewhere (a tagged post, a subsidiary).
enum class Medium { designated, other };

[[nodiscard]] Result<Harm> parse_harm(std::string_view word);
[[nodiscard]] Result<Channel> parse_channel(std::string_view word);
[[nodiscard]] Result<Complainant> parse_complainant(std::string_view word);
[[nodiscard]] Result<Medium> parse_medium(std::string_view word);
[[nodiscard]] std::string_view render(Harm harm);
[[nodiscard]] std::string_view render(Channel channel);
[[nodiscard]] std::string_view render(Complainant complainant);
[[nodiscard]] std::string_view render(Medium medium);
[[nodiscard]] std::vector<std::string_view> list_harms();

struct OrderFacts {
  std::string issuer;  // the authority's name, as given; free text
  std::string rank;
  bool authorised_in_writing = false;
  bool court = false;
  std::string legal_basis;
  std::string provision;
  std::string reasons;
  std::vector<std::string> urls;
  bool operator==(const OrderFacts&) const = default;
};

// What came later and may move a clock. The first six can be given to `policy explain`; the rest come from the case.
enum class HappeningKind {
  clarification_asked,
  clarification_given,
  extension_granted,
  contested,
  impossible,
  possible_again,
  acknowledged,
  restricted,
  removed,
  labelled,
  restored,
  decided,
  informed,
  appealed,
  appeal_decided,
  exited_on_merits
};
[[nodiscard]] Result<HappeningKind> parse_happening(std::string_view word);
[[nodiscard]] std::string_view render(HappeningKind kind);

struct Happening {
  Instant at;
  HappeningKind what = HappeningKind::clarification_asked;
  std::optional<Instant> until;  // extension_granted: the new due instant
  bool operator==(const Happening&) const = default;
};

struct Facts {
  Channel channel = Channel::user_complaint;
  Complainant complainant = Complainant::user;
  Harm harm = Harm::other_illegal;
  std::vector<std::string> limbs;          // "3(1)(b)(vi)"; empty: derived from the harm by the pack's harm map
  std::vector<std::string> jurisdictions;  // ISO 3166-1 or -2, "EU"
  Instant sent_at;
  std::optional<Instant> entered_at;    // entered the system it was sent to
  std::optional<Instant> retrieved_at;  // first seen by a person or program of the platform
  Medium medium = Medium::designated;
  std::optional<OrderFacts> order;
  std::vector<Happening> then;  // in order of time
  bool operator==(const Facts&) const = default;
};

}  // namespace redress::law
