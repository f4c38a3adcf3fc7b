// SPDX-License-Identifier: Apache-2.0
#include "cli/match_peer.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace redress::cli {

Result<MatchPeer> MatchPeer::open() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto library = program.parent_path() / "libredress_faiss_peer.so";
  // Never closed: it has threads of its own.
  void* const opened = error ? nullptr : ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (opened == nullptr) {
    return Error{Code::not_found, "no FAISS here: install libfaiss-dev, run cmake --preset dev and build again"};
  }
  MatchPeer peer;
  peer.make_ = reinterpret_cast<Make*>(::dlsym(opened, "redress_peer_make"));
  peer.find_ = reinterpret_cast<Find*>(::dlsym(opened, "redress_peer_find"));
  peer.free_ = reinterpret_cast<Free*>(::dlsym(opened, "redress_peer_free"));
  CHECK(peer.make_ != nullptr && peer.find_ != nullptr && peer.free_ != nullptr);
  return peer;
}

MatchPeer::Index::Index(const MatchPeer& peer, Kind kind, std::span<const match::Bits256> hashes)
    : peer_(peer),
      index_(peer.make_(static_cast<int>(kind), reinterpret_cast<const unsigned char*>(hashes.data()), hashes.size())) {
}

MatchPeer::Index::~Index() { peer_.free_(index_); }

std::vector<std::uint32_t> MatchPeer::Index::find(const match::Bits256& query, int radius_bits) const {
  thread_local std::vector<std::uint32_t> room(65'536);
  const std::size_t count =
      peer_.find_(index_, reinterpret_cast<const unsigned char*>(query.data()), radius_bits, room.data(), room.size());
  std::vector<std::uint32_t> found(room.begin(),
                                   room.begin() + static_cast<std::ptrdiff_t>(std::min(count, room.size())));
  std::sort(found.begin(), found.end());
  return found;
}

std::span<const QuotedPeer> quoted_peers() {
  static constexpr std::array<QuotedPeer, 5> peers{{
      {"faiss_head_multi_hash_avx512", 1'179, 146},
      {"faiss_head_flat_avx512", 758, 68},
      {"pdq_mih", 730, 94},
      {"pdq_flat_avx512_one_needle", 331, 36},
      {"pdq_flat_avx512_eight_needles", 2'632, 291},
  }};
  return peers;
}

}  // namespace redress::cli
