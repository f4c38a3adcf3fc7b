// SPDX-License-Identifier: Apache-2.0
// server/desk.hpp — what every route works with: the engine, the accounts, the decoder, the words, the limits.
//
// Use this when   wiring the server: open a Desk, hand it to routes() (server/routes.hpp), start http::Server.
// Errors          open: corrupt when a page or message file that was built in does not hold together.
// Threads         any; what changes in here is guarded.
// Lifetime        the engine, accounts and decoder outlive the desk; the desk outlives the http server.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "engine/engine.hpp"
#include "http/http.hpp"
#include "media/decode.hpp"
#include "report/messages.hpp"
#include "server/limit.hpp"
#include "server/previews.hpp"
#include "server/slow_thread.hpp"
#include "server/synthetic.hpp"
#include "server/tally.hpp"
#include "server/templates.hpp"
#include "store/accounts.hpp"
#include "store/notifier_store.hpp"
#include "store/served_store.hpp"

namespace redress::engine {
class Records;
}
namespace redress::media {
class WholePictures;
}
namespace redress::provenance {
class Inspector;
}

namespace redress::server {

struct Options {
  std::string platform = "Redress";  // the name at the top of every public page
  std::string public_url = "http://127.0.0.1:8480";
  std::string leave_url = "https://www.wikipedia.org/";  // where "Leave this page" goes
  std::string country = "IN";                            // chosen beforehand in the form
  bool edge_open_to_loopback = true;                     // nginx on this machine asks without a token
  bool limit_loopback = false;                           // a proxy on this machine is not one visitor
  LimitOptions notice_limit{30, 0.5, 100'000};           // notices by anyone, per neighbourhood
  LimitOptions try_limit{10, 1.0 / 6, 100'000};          // tries of a code and a secret, or of a password
  std::string spool_folder = "/tmp";
  std::string preview_folder;  // empty: the console shows no pictures
  std::uint64_t preview_bytes_max = 2ULL << 30;
  int exposures_per_day = 100;                      // pictures that one person sees unblurred
  LimitOptions lookup_limit{60, 1, 100'000};        // look-ups of labels by anyone; a picture counts ten
  store::BankStore* banks = nullptr;                // borrowed; outlives the desk
  std::vector<engine::ExchangeSettings> exchanges;  // those that feed them
  store::ServedStore* served = nullptr;             // borrowed too
  store::NotifierStore* notifiers = nullptr;        // borrowed too; none: nobody is counted
  // Borrowed; outlive the desk. Without them nothing is said about labels.
  engine::Records* records = nullptr;
  const media::WholePictures* whole_pictures = nullptr;
  // Borrowed; outlives the desk. None: nobody reads what an uploaded file says about itself.
  const provenance::Inspector* inspector = nullptr;
  SyntheticPolicy synthetic;
  Digest key{};  // of this instance; cookies and form tokens are made under keys derived from it
};

// A token that held a moment ago: the edge asks thousands of times a second and must not read the disk each time.
struct KnownToken {
  store::Token token;
  Instant until;
};
inline constexpr std::size_t known_token_count_max = 1'000;
inline constexpr std::size_t notifier_notice_count_max = 10'000;  // not written yet
inline constexpr Milliseconds known_token_age{10'000};            // so long a removed token may still pass

struct Desk {
  [[nodiscard]] static Result<std::unique_ptr<Desk>> open(Options options, engine::Engine& engine,
                                                          store::Accounts& accounts, const media::Decoder& decoder);
  Desk(Options options_in, engine::Engine& engine_in, store::Accounts& accounts_in, const media::Decoder& decoder_in,
       report::Messages messages_in, Templates templates_in);

  Options options;
  engine::Engine& engine;
  store::Accounts& accounts;
  const media::Decoder& decoder;
  report::Messages messages;
  Templates templates;
  Limit notice_limit;
  Limit try_limit;
  Limit lookup_limit;
  Previews previews;
  Tally tally;
  SlowThread recordings;  // films and sound
  SlowThread labels;      // pictures of which every pixel is wanted
  Guarded<std::vector<store::NotifierNotice>> notifier_notices;
  std::atomic<std::int64_t> notifiers_expired_ms{0};
  SlowThread notifier_writes;                          // after what it writes: one commit for all that came meanwhile
  Guarded<std::map<Digest, KnownToken>> known_tokens;  // by SHA-256 of the token
  // For /metrics; set once the server listens.
  std::atomic<const http::Server*> listener{nullptr};

  [[nodiscard]] bool is_https() const { return options.public_url.starts_with("https://"); }
  // Is this neighbourhood within its limit? Loopback is not counted unless the operator says so.
  [[nodiscard]] Status admit(Limit& limit, const http::Request& request, double tokens = 1);
};

}  // namespace redress::server
