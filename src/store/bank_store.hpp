// SPDX-License-Identifier: Apache-2.0
// store/bank_store.hpp — named banks of fingerprints, what each does on a match, and every entry with its reason.
//
// Use this when   fingerprints come from elsewhere: an exchange, a file, a member of staff. What the cases of this
//                 instance hold is not here: it follows from the journal (store::Hold).
// Shapes          DIR/banks.db. Every change of an entry gets a number of its own, so that whoever keeps an index reads
//                 what has changed since. A removed entry leaves its number and nothing else.
// Units           instants are UTC ms; radii in bits; percent of pictures.
// Errors          invalid: a name or a policy that does not fit. not_found: no such bank or entry. conflict: a bank of
//                 that name. exhausted: entry_count_max, or no room on the disk. Otherwise those of sql.hpp.
// Threads         any, in any process: `redress bank` writes while the server runs.
// Cost            put: one commit, whatever its size; what it costs does not grow with the bank but for its indexes.
// Source          docs/decisions/0029-banks.md; names as in Hasher-Matcher-Actioner, so that its clients find theirs.
// Never           matches anything: engine/banks.hpp does.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cases/facts.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

enum class BankAction { block, review, label };
enum class EntryRole { confirmed, candidate, negative };
[[nodiscard]] std::string_view render(BankAction action);
[[nodiscard]] std::string_view render(EntryRole role);
[[nodiscard]] Result<BankAction> parse_bank_action(std::string_view word);
[[nodiscard]] Result<EntryRole> parse_entry_role(std::string_view word);

struct BankPolicy {
  std::string name;  // A-Z, 0-9 and underscore, 1 to 64
  bool is_on = true;
  int enabled_percent = 100;  // of all pictures, told by their hash: the same ones each time
  int radius_bits = 31;       // further away is no match
  int same_bits = 10;         // further away a person looks first
  bool uses_features = true;  // finds crops and captions too
  BankAction action = BankAction::review;
  law::Harm harm = law::Harm::ncii;
  law::Territory territory;
  int flood_count_max = 100;  // different pictures within an hour that one entry may match; 0: no guard
  bool operator==(const BankPolicy&) const = default;
};

struct BankEntry {
  std::int64_t no = 0;  // given by the store, never used twice
  std::string bank;
  EntryRole role = EntryRole::candidate;
  std::string source;        // "staff", "import" or the name of an exchange
  std::string source_ref;    // what the source calls it; unique in its bank and source
  std::string feedback_ref;  // what the source wants feedback addressed to, where that is not source_ref
  std::string reason;
  std::string case_code;  // of the case that it comes from, where there is one
  std::string sha256;     // hex; any of the three may be empty, not all
  std::string md5;
  std::string pdq;
  int pdq_quality = 100;
  Bytes look;  // what is compared beyond its hashes, as engine/looks.hpp writes it; may be empty
  Instant added_at;
  Instant changed_at;  // as its source says; nothing older replaces it
  std::optional<Instant> expires_at;
  bool is_on = true;
  std::optional<Instant> quarantined_at;  // it suddenly matched much: nothing follows by itself until a person looked
  bool operator==(const BankEntry&) const = default;
};

// What becomes of an entry; what is not said stays.
struct EntryChange {
  std::optional<bool> is_on;
  std::optional<EntryRole> role;
  std::optional<bool> is_quarantined;
  std::optional<std::optional<Instant>> expires_at;
};

// What of an entry can be matched; the rest is read when it was.
struct BankSignal {
  std::int64_t no = 0;
  std::string sha256;
  std::string md5;
  std::string pdq;
  int pdq_quality = 100;
  Bytes look;
  bool operator==(const BankSignal&) const = default;
};

struct BankNews {
  std::uint64_t change = 0;  // the newest of them; where nothing is left, what was read up to
  std::vector<BankSignal> entries;
  std::vector<std::int64_t> removed;
};

// One line of the record of who changed what.
struct BankAct {
  Instant at;
  std::string by;
  std::string bank;
  std::int64_t entry_no = 0;  // 0: the bank itself, or many
  std::string what;
  bool operator==(const BankAct&) const = default;
};

struct ExchangeState {
  std::string checkpoint;
  std::optional<Instant> fetched_at;  // the last time that all went well
  std::string failure;                // of the last time, or nothing
};

struct BankCounts {
  std::uint64_t confirmed = 0, candidate = 0, negative = 0, off = 0, quarantined = 0;
};

class BankStore {
  struct Private {};

 public:
  static constexpr std::uint64_t entry_count_max = 20'000'000;
  static constexpr std::size_t look_bytes_max = 32U << 20;

  [[nodiscard]] static Result<std::unique_ptr<BankStore>> open(const std::string& data_dir);
  BankStore(Private, std::string path) : connections_(std::move(path)) {}

  // Who does it and when.
  struct By {
    std::string name;
    Instant at;
  };
  [[nodiscard]] Status make_bank(const BankPolicy& policy, const By& by);
  [[nodiscard]] Status set_bank(const BankPolicy& policy, const By& by);
  // With all its entries.
  [[nodiscard]] Status remove_bank(const std::string& name, const By& by);
  [[nodiscard]] Result<std::vector<BankPolicy>> load_banks() const;
  [[nodiscard]] Result<BankPolicy> load_bank(const std::string& name) const;
  [[nodiscard]] Result<BankCounts> count(const std::string& bank) const;

  struct Put {
    std::uint64_t added = 0, replaced = 0, unchanged = 0, removed = 0;
    std::vector<std::int64_t> nos;  // of the entries as they were given
  };
  // All or none. An entry with the source and reference of one that is there replaces it; a switch, a role or a
  // quarantine that a person set stays. `withdrawn`: references of the same source whose entries go.
  struct Batch {
    std::string bank;
    std::string source;
    std::vector<BankEntry> entries{};
    std::vector<std::string> withdrawn{};
    std::optional<std::string> checkpoint{};  // of the exchange `source`, moved in the same commit
    // Withdrawals to remember by reference and time, so that an older page cannot bring an entry back.
    std::vector<std::pair<std::string, Instant>> marks{};
    std::vector<std::string> seen{};        // references that are as they were
    std::optional<Instant> unseen_since{};  // entries of this source that nobody named since then go
  };
  [[nodiscard]] Result<Put> put(const Batch& batch, const By& by);
  [[nodiscard]] Status change(std::int64_t no, const EntryChange& change, const std::string& reason, const By& by);
  [[nodiscard]] Status remove(std::int64_t no, const By& by);
  // Something that was done about an entry without changing it, such as telling its exchange.
  [[nodiscard]] Status note_act(const BankEntry& entry, const std::string& what, const By& by);
  [[nodiscard]] Result<std::optional<BankEntry>> find(std::int64_t no) const;
  struct Held {
    std::optional<BankEntry> entry;
    std::optional<Instant> withdrawn_at;  // a mark
  };
  [[nodiscard]] Result<Held> find_held(const std::string& bank, const std::string& source,
                                       const std::string& source_ref) const;

  // Without their looks, in the order of their numbers; a number without an entry is passed over.
  [[nodiscard]] Result<std::vector<BankEntry>> load_by_no(std::span<const std::int64_t> nos) const;
  [[nodiscard]] Result<std::vector<std::int64_t>> find_same_bytes(const std::string& sha256,
                                                                  const std::string& md5) const;
  [[nodiscard]] Result<std::uint64_t> count_entries() const;
  [[nodiscard]] Result<std::uint64_t> count_quarantined() const;

  // Up to count_max changes after `change` and not after `upto`, in order, fewer where their looks are large. Read lot
  // by lot, each number comes once.
  [[nodiscard]] Result<BankNews> load_after(std::uint64_t change, std::uint64_t upto, std::size_t count_max) const;
  [[nodiscard]] Result<std::uint64_t> find_last_change() const;
  // Of one bank, after that number, in order of their numbers. Of a look only that there is one: a byte.
  [[nodiscard]] Result<std::vector<BankEntry>> load_entries(const std::string& bank, std::int64_t after_no,
                                                            std::size_t count_max) const;
  // The newest first.
  [[nodiscard]] Result<std::vector<BankAct>> load_acts(const std::string& bank, std::size_t count_max) const;

  [[nodiscard]] Result<ExchangeState> load_exchange(const std::string& name) const;
  [[nodiscard]] Status note_exchange(const std::string& name, const std::string& failure, Instant at);

 private:
  const ConnectionPool connections_;
};

[[nodiscard]] Status verify_bank(const BankPolicy& policy);

}  // namespace redress::store
