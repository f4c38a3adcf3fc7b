// SPDX-License-Identifier: Apache-2.0
// engine/options.hpp — what the operator may set about the running core; each key is documented in
// docs/reference/configuration.md.
//
// Units           in the names.
// Errors          none.
// Threads         immutable once the engine runs.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "engine/exchange_settings.hpp"
#include "report/dsa_settings.hpp"

namespace redress::media {
class Decoder;
class HashListReader;
struct Plane;
}  // namespace redress::media
namespace redress::store {
class BankStore;
class PictureStore;
class StatementStore;
}  // namespace redress::store

namespace redress::engine {

struct WebhookEndpoint {
  std::string name;
  std::string url;
  std::string secret;  // "whsec_…"
};

// A place from which the probe looks: extra request headers or a proxy make it look like a visitor from there.
struct Vantage {
  std::string country;  // ISO code
  std::vector<std::pair<std::string, std::string>> headers;
  std::string proxy;
};

// A witness that is asked to cosign each checkpoint. Those of one organisation count once.
struct WitnessEndpoint {
  std::string name;
  std::string vkey;
  std::string url;  // of its submission prefix: "https://witness.example"
  std::string organisation;
  std::chrono::seconds every{1};  // asked at most so often
};

// Letters to those who reported and left an address; none are sent without a relay.
struct LetterOptions {
  std::string relay;  // the operator's own mail server: "smtp://mail.example:587"
  std::string from;   // "Platform <no-reply@platform.example>"
  std::string user;
  std::string password_file;
  std::string ca_file;
  bool requires_tls = true;
  std::size_t daily_count_max = 20;  // to one address; what is beyond stands on the case page alone
  std::chrono::hours age_max{48};    // older news is not sent: letters may be switched on in the middle
};

// Statements of reasons for the DSA Transparency Database; none are made without a url.
struct DsaOptions {
  std::string url;         // of its API: "https://transparency.dsa.ec.europa.eu/api/v1"
  std::string token_file;  // not needed for a dry run
  bool dry_run = true;     // statements are made and kept to be looked at; nothing leaves
  report::DsaSettings settings;
};

// The public ledger over the journal.
struct LedgerOptions {
  bool is_on = false;
  std::string origin;  // the log's name, for ever; empty: the one it has, or one made of public_url
  std::string policy;  // text of a policy file; or
  std::vector<WitnessEndpoint> witnesses;
  std::size_t quorum = 2;  // organisations of `witnesses` whose cosignatures make a checkpoint witnessed
  std::map<std::string, std::string> pack_texts;  // of the packs in force, by SHA-256 in hex: they are published
  std::chrono::milliseconds tick{1'000};          // between batches
  std::chrono::seconds heartbeat{60};             // an entry at least so often
  std::size_t batch_count_max = 4'096;            // journal rows; a full batch does not wait for its tick
  std::size_t case_cache_count_max = 4'000;
  bool watches_clock = true;  // false where a test moves the clock by hand
  // ledger.db could not be written durably. Must not return in a server; empty: ends the process.
  std::function<void(const std::string& why)> on_commit_failure;
};

struct Options {
  std::string data_dir = "redress-data";
  std::string public_url = "http://127.0.0.1:8480";
  std::size_t command_count_max = 4096;  // waiting for the writer; more is answered "try again"
  std::size_t group_count_max = 256;     // commands that share one sync
  std::size_t case_cache_count_max = 12'000;
  std::size_t content_count_max = 5'000'000;
  // Corners of held pictures, kept in memory for the upload check: about 150 bytes each, some 250 of them a picture.
  std::size_t feature_count_max = 4'000'000;
  std::size_t shot_count_max = 1'000'000;   // different pictures of held films: 300 bytes each, some hundred a film
  std::size_t word_count_max = 10'000'000;  // of held sound: 16 bytes each, eight a second

  LetterOptions letters;
  std::vector<WebhookEndpoint> webhooks;   // none: the edge table alone carries measures out, and acknowledges them
  std::vector<std::string> reach_allowed;  // host:port that webhooks and probes may reach although they are inside

  bool probe = false;  // fetch item URLs after a measure; off until the operator switches it on
  std::vector<Vantage> vantages;
  std::chrono::seconds probe_delay{2};
  // Borrowed; outlives the engine. With it a probe knows a re-encoded picture again; without, only the same bytes.
  const media::Decoder* decoder = nullptr;

  // Borrowed; outlives the engine. With it crops, captions and screenshots of pictures are found; without, only copies
  // of the whole.
  store::PictureStore* pictures = nullptr;
  // The pixels that are still kept of a picture (SHA-256 in hex), to ask with more corners than are stored of it.
  std::function<std::optional<media::Plane>(const std::string& sha256)> find_plane;

  // Borrowed; outlives the engine. With it uploads are also looked up in banks that others fill.
  store::BankStore* banks = nullptr;
  std::size_t bank_entry_count_max = 5'000'000;
  std::vector<ExchangeSettings> exchanges;  // those with feedback are told what became of their entries' matches
  const media::HashListReader* hash_lists = nullptr;  // borrowed; outlives the engine. Needed where one is NCMEC's

  DsaOptions dsa;
  store::StatementStore* statements = nullptr;  // borrowed; outlives the engine. Needed where dsa.url is set

  LedgerOptions ledger;
  // Removes what was kept to look at of these pictures (SHA-256 in hex), when the case they are in is erased.
  std::function<Status(const std::vector<std::string>& sha256s)> forget_pictures;
};

}  // namespace redress::engine
