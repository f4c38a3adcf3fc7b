// SPDX-License-Identifier: Apache-2.0
// store/witness_store.hpp — what a witness must never forget: the newest head of each log that it cosigned.
//
// Use this when   `redress witness` runs, or is asked what it has seen.
// Shapes          DIR/witness.db: one row a log, its keys, the heads that were refused and are kept, and one row about
//                 itself. DIR/witness.mark, beside the key: how many commits there were, so that a state put back from
//                 a backup is known from one that is current.
// Errors          open: unavailable, corrupt, exhausted as the disk says. A commit whose sync fails calls
//                 on_commit_failure, which ends the process: what is in the cache may never reach the disk.
// Threads         any; changes take turns. Several processes may work on one folder.
// Cost            change: one sync, however much it writes. find_*: 10 µs. Memory does not grow with the logs.
// Source          c2sp.org/tlog-witness: compared and stored in one transaction, stored before it is answered.
// Never           lets a state that may have forgotten something be cosigned from: such logs are held until resumed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/guarded.hpp"
#include "store/write_ahead_log.hpp"

namespace redress::store {

constexpr std::size_t witness_keys_max = 8;     // of one log
constexpr std::size_t witness_splits_max = 64;  // kept of one log; further ones are counted

struct WitnessHead {
  std::uint64_t size = 0;
  Digest root{};
  std::string note;  // with the log's signatures and the cosignature; empty as long as nothing was cosigned
  Instant at;
  bool is_held = false;  // nothing is cosigned until `resume`
};

struct WitnessLog {
  std::string origin;
  WitnessHead head;
  std::uint64_t split_count = 0;
};

// Two heads that the log signed and that are not one history, or not shown to be.
struct WitnessSplit {
  std::string origin;
  std::string kind;
  std::string kept;  // what had been cosigned
  std::string offered;
  Instant at;
};

struct WitnessStoreOptions {
  std::string folder;
  bool has_key = false;  // the witness has cosigned before, or may have
  bool is_durable = true;
  int checkpoint_pages = 1'000;
  std::function<void(const std::string& why)> on_commit_failure;
};

class WitnessStore {
  struct Private {};

 public:
  [[nodiscard]] static Result<std::unique_ptr<WitnessStore>> open(WitnessStoreOptions options);
  WitnessStore(Private, WitnessStoreOptions options) : options_(std::move(options)) {}
  ~WitnessStore();

  // Why logs are held, where they are: for the person who must look into it.
  [[nodiscard]] const std::string& doubt() const { return doubt_; }

  // Adding a key that is there already changes nothing.
  [[nodiscard]] Status add_logs(const std::vector<std::pair<std::string, std::string>>& origins_and_vkeys);
  [[nodiscard]] Result<std::vector<std::string>> find_keys(const std::string& origin) const;  // none: unknown log
  [[nodiscard]] Result<std::optional<WitnessHead>> find_head(const Digest& origin_hash) const;
  [[nodiscard]] Status visit_logs(const std::function<void(const WitnessLog&)>& visit) const;
  [[nodiscard]] Status visit_splits(const std::function<void(const WitnessSplit&)>& visit) const;

  // Inside change() only.
  class Change {
   public:
    explicit Change(Connection& writer) : writer_(writer) {}
    [[nodiscard]] Result<std::optional<WitnessHead>> load_head(const std::string& origin);
    [[nodiscard]] Status save_head(const std::string& origin, const WitnessHead& head);
    [[nodiscard]] Status keep_split(const WitnessSplit& split);

   private:
    Connection& writer_;
  };
  // All of it or nothing; durable when this returns.
  [[nodiscard]] Status change(const std::function<Status(Change&)>& use);
  // "This is the newest head you cosigned." Not found: no such log. Conflict: the state knows of a newer one.
  [[nodiscard]] Status resume(const std::string& origin, const WitnessHead& newest);

 private:
  [[nodiscard]] Status prepare();
  [[nodiscard]] Status find_doubt(bool was_there);
  [[nodiscard]] Status commit(const std::function<Status()>& write);
  [[nodiscard]] Status write_mark();
  void die(const std::string& why);
  [[nodiscard]] std::string path(const char* name) const { return options_.folder + "/" + name; }

  struct Turn {};

  const WitnessStoreOptions options_;
  Guarded<Turn> turn_;  // whose it is may write: everything below but the reader
  std::unique_ptr<Connection> writer_;
  WriteAheadLog log_;
  mutable Guarded<std::unique_ptr<Connection>> reader_;
  std::string doubt_;
  std::string identity_;  // of this database, in hex
  std::uint64_t generation_ = 0;
  int mark_ = -1;
  bool is_dead_ = false;
};

}  // namespace redress::store
