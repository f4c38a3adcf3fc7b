// SPDX-License-Identifier: Apache-2.0
// engine/options.hpp — what the operator may set about the running core; each key is documented in
// docs/reference/configuration.md.
//
// Units           in the names.
// Errors          none.
// Threads         immutable once the engine runs.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace redress::media {
class Decoder;
}

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

struct Options {
  std::string data_dir = "redress-data";
  std::string public_url = "http://127.0.0.1:8480";
  std::size_t command_count_max = 4096;  // waiting for the writer; more is answered "try again"
  std::size_t group_count_max = 256;     // commands that share one sync
  std::size_t case_cache_count_max = 20'000;
  std::size_t content_count_max = 5'000'000;

  std::vector<WebhookEndpoint> webhooks;   // none: the edge table alone carries measures out, and acknowledges them
  std::vector<std::string> reach_allowed;  // host:port that webhooks and probes may reach although they are inside

  bool probe = false;  // fetch item URLs after a measure; off until the operator switches it on
  std::vector<Vantage> vantages;
  std::chrono::seconds probe_delay{2};
  // Borrowed; outlives the engine. With it a probe knows a re-encoded picture again; without, only the same bytes.
  const media::Decoder* decoder = nullptr;
};

}  // namespace redress::engine
