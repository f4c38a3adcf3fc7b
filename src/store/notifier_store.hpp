// SPDX-License-Identifier: Apache-2.0
// store/notifier_store.hpp — what is kept about those who report for others, to warn before limiting: nothing else may
// be made of it.
//
// Use this when   a notice comes from a notifier who is known by a token or by the platform's account.
// Shapes          DIR/notifiers.db. A notifier is a keyed digest in hex: whoever holds the file learns no name from it.
// Units           instants are UTC ms.
// Errors          those of sql.hpp. find: nothing for a notifier that was never warned. answer, appeal: not_found.
// Threads         any.
// Source          Regulation (EU) 2022/2065, Art. 23; docs/explanation/notice-abuse.md.
// Never           keeps a notice for longer than `kept_for`, or more than notice_count_max of one notifier: the oldest
//                 make room.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

struct NotifierNotice {
  std::string notifier;
  Id case_id;
  int notice_no = 0;
  Instant received_at;
  bool is_limitable = true;             // false: by the person shown, for a child, with authority
  std::optional<Instant> unfounded_at;  // when a reviewer said so
  bool operator==(const NotifierNotice&) const = default;
};

// What a notifier was told and said.
struct NotifierFile {
  std::string notifier;
  std::optional<Instant> warned_at;
  std::optional<Instant> appealed_at;  // and not answered
  std::string appeal;                  // in the notifier's own words, until it is answered
  std::optional<Instant> answered_at;
  std::string answer;
  std::optional<Instant> lifted_at;    // decisions up to here are not counted: an appeal was upheld
  std::optional<Instant> informed_at;  // the coordinator of a trusted flagger
  bool operator==(const NotifierFile&) const = default;
};

struct NotifierCounts {
  std::size_t notices = 0;             // or, where marked_count_max were marked, since the oldest of those
  std::size_t limitable_since = 0;     // since the instant asked for
  std::vector<NotifierNotice> marked;  // limitable ones, the newest of them, in the order of receipt
};

class NotifierStore {
  struct Private {};

 public:
  static constexpr std::size_t marked_count_max = 50;
  static constexpr std::size_t file_count_max = 500;  // in one list
  static constexpr std::chrono::hours kept_for{365 * 24};

  [[nodiscard]] static Result<std::unique_ptr<NotifierStore>> open(const std::string& data_dir,
                                                                   std::int64_t notice_count_max = 10'000);
  NotifierStore(Private, std::string path, std::int64_t notice_count_max)
      : connections_(std::move(path)), notice_count_max_(notice_count_max) {}

  // All or nothing, in one commit; one that is kept already stays as it is.
  [[nodiscard]] Status keep(std::span<const NotifierNotice> notices);
  [[nodiscard]] Result<std::vector<NotifierNotice>> load_of_case(const Id& case_id) const;
  // A reviewer called these notices manifestly unfounded. Whether that still stands is the case's word.
  [[nodiscard]] Status mark(std::span<const NotifierNotice> notices, Instant now);
  [[nodiscard]] Result<NotifierCounts> count(const std::string& notifier, Instant day_begins) const;

  [[nodiscard]] Result<std::optional<NotifierFile>> find(const std::string& notifier) const;
  // Those who were warned, the newest first.
  [[nodiscard]] Result<std::vector<NotifierFile>> load_files() const;
  // Those whose objection waits for an answer, the one that has waited longest first.
  [[nodiscard]] Result<std::vector<NotifierFile>> load_objections(std::size_t count_max) const;
  // The first warning stays the one that counts.
  [[nodiscard]] Status note_warned(const std::string& notifier, Instant now);
  [[nodiscard]] Status note_informed(const std::string& notifier, Instant now);
  [[nodiscard]] Status appeal(const std::string& notifier, const std::string& words, Instant now);
  // The words of the appeal go with the answer.
  [[nodiscard]] Status answer(const std::string& notifier, const std::string& reasons, bool is_upheld, Instant now);

  // What is older than it may be goes, and with the last notice of a notifier all that was noted about it.
  [[nodiscard]] Status expire(Instant now);

 private:
  [[nodiscard]] Result<std::vector<NotifierFile>> load_list(std::size_t count_max, const char* sql) const;

  const ConnectionPool connections_;
  const std::int64_t notice_count_max_;
};

}  // namespace redress::store
