// SPDX-License-Identifier: Apache-2.0
// provenance/trust.hpp — whom the reader trusts: anchors in lists that are never blended, and the path to one of them.
//
// Use this when   asking whether a signer, or a time-stamping authority, stands under an anchor at an instant.
// Shapes          four lists. A certificate that came with a file helps to build a path and never ends one.
// Errors          add_anchors: invalid where the PEM holds no certificate. verify_path: forbidden, with the reason.
// Threads         const calls may run together.
// Cost            stores are built once; a path costs one public-key operation a link.
// Source          C2PA 2.2, 14.4 (lists, purposes), 14.5.1.2 (path); RFC 5280, 6.
// Never           reads a clock, asks the system's own store, or lets the list of time-stamps answer for signers.
#pragma once

#include <array>
#include <tuple>

#include "provenance/certificate.hpp"

namespace redress::provenance {

// official: the C2PA trust list. interim: the frozen list of before 2026. own: the reader's. time_stamp: TSA list.
enum class TrustList : std::uint8_t { official, interim, own, time_stamp };
inline constexpr std::size_t trust_lists_count = 4;
[[nodiscard]] std::string_view trust_list_name(TrustList list);

class Trust {
 public:
  Trust();

  [[nodiscard]] Status add_anchors(TrustList list, std::string_view pem);
  // A signer's own certificate, trusted directly; it counts to the own list, and never for time-stamps (C2PA 14.4.3).
  [[nodiscard]] Status add_credentials(std::string_view pem);
  // Object identifiers, one a line; lines that begin with // are remarks. They replace what the own list takes.
  [[nodiscard]] Status accept_purposes(std::string_view lines);

  [[nodiscard]] bool is_empty(TrustList list) const { return at(list).anchors_count == 0; }
  // What any list of signers takes.
  [[nodiscard]] Purposes accepted_purposes() const;
  // `chain` is leaf first.
  [[nodiscard]] Status verify_path(TrustList list, const std::vector<const Certificate*>& chain, Instant at) const;

 private:
  struct StoreFree {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };
  struct List {
    std::unique_ptr<X509_STORE, StoreFree> store;
    std::size_t anchors_count = 0;
    Purposes purposes;
  };
  [[nodiscard]] const List& at(TrustList list) const { return lists_.at(static_cast<std::size_t>(list)); }
  [[nodiscard]] List& at(TrustList list) { return lists_.at(static_cast<std::size_t>(list)); }

  std::array<List, trust_lists_count> lists_;
  std::set<Bytes> credentials_;
};

// Paths that were looked for already. The same few chains sign most files, and the same instant decides of most.
class PathCache {
 public:
  [[nodiscard]] Status verify_path(const Trust& trust, TrustList list, const std::vector<const Certificate*>& chain,
                                   Instant at);
  // To be called whenever certificates are dropped: it knows them by where they lie.
  void clear() { known_.clear(); }

 private:
  using Key = std::tuple<TrustList, std::vector<const Certificate*>, std::int64_t>;
  std::map<Key, Status> known_;
};

}  // namespace redress::provenance
