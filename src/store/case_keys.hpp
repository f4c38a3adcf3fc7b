// SPDX-License-Identifier: Apache-2.0
// store/case_keys.hpp — one random key for each case, in a file of its own: destroying it erases the case's person.
//
// Use this when   a row's personal part is written or read, or something about a person is committed to in public.
// Shapes          DIR/erasable.db, slots counting from 1: a key of 32 bytes, or 32 zeros once it was destroyed.
//                 DIR/erasures, one line for each destroyed key. docs/reference/journal-format.md.
// Units           batch_count and cached_count_max are keys.
// Errors          find: not_found for a destroyed key; corrupt for one that the file never had, or has no more.
//                 take: what the disk says when no key is ready and none can be made. A failed sync calls
//                 on_commit_failure, which ends the process.
// Threads         start_after, take and give_back: the journal's writer. find and destroy: any.
// Cost            take: none; keys are made and synced by the batch before they are needed, beside the writer.
// Source          docs/decisions/0018-keys-per-case.md.
// Never           gives a key to two cases, or moves one in its file: what was overwritten has no second place.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/bounded_queue.hpp"
#include "base/digest.hpp"
#include "base/guarded.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "store/sql.hpp"

namespace redress::store {

using KeySlot = std::uint64_t;  // 0: none

// What hangs on a case's key. Wiped from memory when it goes; so should be what is made of it.
class CaseKey {
 public:
  explicit CaseKey(const Digest& root) : root_(root) {}
  CaseKey(const CaseKey&) = default;
  CaseKey& operator=(const CaseKey&) = default;
  ~CaseKey();

  [[nodiscard]] Digest data_key() const;  // opens the personal part of the journal's rows
  [[nodiscard]] Digest salt_key() const;  // salts the commitments of the public ledger
  [[nodiscard]] Digest mark() const;      // names the key on the list of erasures, and says nothing about it

 private:
  Digest root_;
};

// One line of DIR/erasures.
struct ErasedKey {
  KeySlot slot = 0;
  Digest mark{};
  Instant at;
  bool operator==(const ErasedKey&) const = default;
};
// What a crash left half written at the end is left out.
[[nodiscard]] Result<std::vector<ErasedKey>> load_erased_keys(const std::string& path);
// Durable when it returns.
[[nodiscard]] Status append_erased_keys(const std::string& path, std::span<const ErasedKey> erased);

struct CaseKeysOptions {
  std::string path;           // of erasable.db; ":memory:" for keys that need not last
  std::string erasures_path;  // empty: no list is kept
  const char* vfs = nullptr;  // tests put a disk of their own beneath
  std::size_t batch_count = 4'096;
  std::size_t cached_count_max = 20'000;
  bool in_background = true;  // false: the writer waits for each batch
  std::function<void(const std::string& why)> on_commit_failure;
};

class CaseKeys {
  struct Private {};

 public:
  // Destroys again what the list of erasures names, so that no old copy of the file brings a key back.
  [[nodiscard]] static Result<std::unique_ptr<CaseKeys>> open(CaseKeysOptions options);
  CaseKeys(Private, CaseKeysOptions options) : options_(std::move(options)) {}
  ~CaseKeys();

  // Slots up to this one are named in the journal. Call once, before the first take.
  [[nodiscard]] Status start_after(KeySlot last_used);
  // A slot that no case has, its key on disk already.
  [[nodiscard]] Result<KeySlot> take();
  // Taken for a commit that did not happen: in the order of their taking.
  void give_back(std::span<const KeySlot> slots);

  [[nodiscard]] Result<CaseKey> find(KeySlot slot) const;
  // Overwritten on disk and on the list of erasures when it returns. Harmless when it is destroyed already.
  [[nodiscard]] Status destroy(KeySlot slot, Instant at);
  // After a restore: keys behind this slot may have served cases that are no more. They never serve again.
  [[nodiscard]] Status destroy_after(KeySlot last_used);
  // After a restore without this file: the keys of these slots are gone for good, which is no damage.
  [[nodiscard]] Status mark_lost_through(KeySlot last_used);

 private:
  struct Memory {
    std::deque<std::pair<KeySlot, CaseKey>> free;
    std::unordered_map<KeySlot, CaseKey> known;
  };
  using Disk = std::unique_ptr<Connection>;

  [[nodiscard]] Status prepare();
  [[nodiscard]] Status commit(Connection& disk, const std::function<Status()>& write) const;
  [[nodiscard]] Status scrub() const;
  [[nodiscard]] Status refill();
  [[nodiscard]] Status destroy_listed();
  [[nodiscard]] Result<CaseKey> load(Connection& disk, KeySlot slot) const;
  [[nodiscard]] Status load_free(Connection& disk, KeySlot after);
  void know(KeySlot slot, const CaseKey& key) const;

  const CaseKeysOptions options_;
  mutable Guarded<Disk> disk_;  // taken first where both are
  mutable Guarded<Memory> memory_;
  KeySlot last_used_ = 0;
  BoundedQueue<bool> wishes_{1};
  std::thread maker_;
};

}  // namespace redress::store
