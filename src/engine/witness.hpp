// SPDX-License-Identifier: Apache-2.0
// engine/witness.hpp — a running witness: requests in, cosignatures out, each stored before it is answered.
//
// Use this when   `redress witness serve` runs. What it answers is decided in ledger/witness.hpp; it knows no HTTP.
// Shapes          DIR/witness.key, witness.db, witness.mark. Requests that arrive during a sync share the next one.
// Units           answers are HTTP statuses with their bodies, as the protocol has them.
// Errors          open: those of the key and of store/witness_store.hpp. Requests end in answers: 503 when too many
//                 wait, while a log is held, and when the disk refuses.
// Threads         one of its own that decides and writes. add_checkpoint checks the log's signature on the calling
//                 thread; its answer comes on that or on the own one. Everything else: any.
// Lifetime        the clock outlives it. The destructor answers what waits, then ends.
// Cost            60 µs on the calling thread, then about 60 µs on its own and one sync for all that waited.
// Source          c2sp.org/tlog-witness; docs/decisions/0020-witnesses.md.
// Never           answers with a cosignature that is not on the disk, or cosigns while its state may be an old one.
#pragma once

#include <atomic>
#include <thread>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "ledger/witness.hpp"
#include "store/witness_store.hpp"

namespace redress::engine {

struct WitnessOptions {
  std::string folder;
  std::string name;  // of a key that is still to be made; not needed where there is one
  std::size_t waiting_count_max = 4'096;
  std::size_t group_count_max = 256;       // requests that share a sync; 1 gives each its own
  std::function<void()> after_store = {};  // for tests: what is stored is not answered yet
  bool is_durable = true;
};

struct WitnessReply {
  int status = 0;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// Of this process. cosigned counts answers, groups the syncs that they shared.
struct WitnessCounts {
  std::uint64_t cosigned = 0, refused = 0, splits = 0, groups = 0;
};

class Witness {
  struct Private {};

 public:
  using Done = std::function<void(WitnessReply)>;

  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(WitnessOptions options, const Clock& clock);
  Witness(Private, WitnessOptions options, const Clock& clock);
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  void add_checkpoint(const std::string& body, Done done);
  // What was cosigned last of the log whose name has this SHA-256, as lower-case hex.
  [[nodiscard]] WitnessReply find_checkpoint(const std::string& origin_hash) const;
  // Logs by their verifier keys; each key's name is the log's origin.
  [[nodiscard]] Status add_logs(const std::vector<std::string>& vkeys);

  [[nodiscard]] const ledger::VerifierKey& key() const { return signer_.key; }
  [[nodiscard]] const store::WitnessStore& store() const { return *store_; }
  [[nodiscard]] store::WitnessStore& store() { return *store_; }
  [[nodiscard]] WitnessCounts counts() const;

 private:
  struct Job {
    ledger::SignedHead head;
    Done done;
    WitnessReply reply;
  };

  [[nodiscard]] Result<ledger::SignedHead> read_request(const std::string& body, WitnessReply& refusal) const;
  void run();
  void answer_group(std::vector<Job>& group);
  [[nodiscard]] Status decide(store::WitnessStore::Change& change, Job& job);
  [[nodiscard]] Status cosign(store::WitnessStore::Change& change, store::WitnessHead last, Job& job);

  const WitnessOptions options_;
  const Clock& clock_;
  ledger::Signer signer_;
  std::unique_ptr<store::WitnessStore> store_;
  BoundedQueue<Job> jobs_;
  std::atomic<std::uint64_t> cosigned_{0}, refused_{0}, splits_{0}, groups_{0};
  std::thread thread_;
};

}  // namespace redress::engine
