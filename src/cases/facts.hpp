// SPDX-License-Identifier: Apache-2.0
// cases/facts.hpp — the plain values that commands bring in, events carry and a case keeps.
//
// Shapes          one struct per word of docs/reference/glossary.md.
// Units           instants are UTC ms.
// Errors          none: these are values; the doors (server, cli) check them.
// Threads         values.
// Never           holds a fingerprint that the core would have to understand: a match is a fact that arrives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "cases/words.hpp"
#include "law/facts.hpp"
#include "law/territory.hpp"

namespace redress::cases {

struct Actor {
  ActorKind kind = ActorKind::system;
  std::string name;  // user name of staff, authority's name; empty for a reporter, an uploader and the system
  bool operator==(const Actor&) const = default;
};

// What a notice says, without what would identify the person who sent it.
struct NoticeFacts {
  Id notice_id;
  NoticeKind kind = NoticeKind::complaint;
  law::Channel channel = law::Channel::user_complaint;
  law::Complainant complainant = law::Complainant::user;
  law::Harm harm = law::Harm::other_illegal;
  std::vector<std::string> jurisdictions;
  std::vector<std::string> limbs;
  Instant sent_at;
  std::optional<Instant> entered_at;
  std::optional<Instant> retrieved_at;
  law::Medium medium = law::Medium::designated;
  std::optional<law::OrderFacts> order;
  std::string language = "en";  // in which the reporter is answered
  std::string written_in = {};  // the language of the statement, where it was recognised and is another
  bool good_faith = false;
  bool is_signed = false;
  std::optional<int> bank_entry_no = std::nullopt;  // of a match: the entry of a bank that it rests on
  bool operator==(const NoticeFacts&) const = default;
  // Which language one must know to read the statement.
  [[nodiscard]] const std::string& reading_language() const { return written_in.empty() ? language : written_in; }
};

// What identifies or may identify a person. Stored beside the event and erasable without breaking the replay.
struct Personal {
  std::string statement;
  std::string signature;
  std::string email;
  SafeTime safe_time = SafeTime::any;
  std::string zone = {};  // of the clock that safe_time is read from, as in "Asia/Kolkata"; empty: nobody said
  bool operator==(const Personal&) const = default;
  [[nodiscard]] bool is_empty() const { return *this == Personal{}; }
};

// How the picture that an item copies lies in it: place (x, y) of that one is at (a·x + b·y + left, c·x + d·y + top) of
// this one, both 0…1 across and down as they are shown. In millionths.
struct Overlay {
  int a = 1'000'000;
  int b = 0;
  int c = 0;
  int d = 1'000'000;
  int left = 0;
  int top = 0;
  bool operator==(const Overlay&) const = default;
};

// How an item was recognised as a copy. Absent for an item that a notice names.
struct MatchFacts {
  int item_no = 0;   // the item of this case that it copies
  std::string tier;  // "exact" | "pdq" | "part" | "features" | "video_frames" | "audio" | "text"
  int distance_bits = 0;
  std::optional<int> inlier_count;                // by features: corners that lie alike
  bool needs_look = false;                        // too far for an automatic measure: a person decides first
  std::optional<int> matched_ms = std::nullopt;   // by films and sound: how long they agree
  std::optional<Overlay> overlay = std::nullopt;  // nothing: a whole copy that lies as it does, or it is not known how
  bool operator==(const MatchFacts&) const = default;
};

struct ItemFacts {
  ItemOrigin origin = ItemOrigin::named;
  std::string content_id;  // the platform's own id; empty when only a URL is known
  std::vector<std::string> urls;
  std::string uploader;       // the platform's reference for the uploader; opaque
  std::string uploaded_from;  // ISO country, empty when unknown
  std::string sha256;         // hex; empty when the bytes were never seen
  std::string pdq;            // hex
  int pdq_quality = 0;
  std::optional<MatchFacts> match;
  bool operator==(const ItemFacts&) const = default;
};

// Why a decision says what it says. `duty` names the duty (legal) or the clause of the terms (contractual).
struct Ground {
  GroundKind kind = GroundKind::legal;
  std::string duty;              // "IN-NCII-2H", or "terms/4.2"
  std::string provision;         // as cited to the uploader: "Rule 3(2)(b) IT Rules 2021"
  std::string pack_sha256 = {};  // the text of the law that was read, pinned by the core; empty for terms
  bool operator==(const Ground&) const = default;
};

// What a reviewer says to have weighed before deciding.
struct Weighing {
  std::vector<std::string> elements;   // of the definition, each found: "depicts_person", "no_consent", …
  std::string lesser;                  // why nothing less would do: a label, a narrower territory
  std::vector<std::string> languages;  // read in the original, not in a translation
  std::string unfounded = {};          // of a rejection: why the notice was manifestly unfounded; empty: it was not
  bool operator==(const Weighing&) const = default;
};

}  // namespace redress::cases
