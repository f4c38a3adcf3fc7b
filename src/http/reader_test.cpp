// SPDX-License-Identifier: Apache-2.0
#include "http/reader.hpp"

#include <gtest/gtest.h>

#include "http/hardening_cases.hpp"

namespace redress::http {
namespace {

struct Seen {
  int requests = 0;
  int refused = 0;
};

Seen read_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
  Seen seen;
  std::string held;
  std::optional<RequestReader> reader(std::in_place, RequestReader::Limits{16384, 100});
  for (std::size_t at = 0;;) {
    const auto step = reader->feed(held);
    held.erase(0, step.used_bytes);
    if (step.state == RequestReader::State::head) {
      reader->allow_body(1000, std::nullopt);
    } else if (step.state == RequestReader::State::done) {
      ++seen.requests;
      reader.emplace(RequestReader::Limits{16384, 100});
    } else if (step.state == RequestReader::State::refused) {
      ++seen.refused;
      return seen;
    } else {
      if (at >= bytes.size()) return seen;
      held += bytes.substr(at, piece_bytes);
      at += piece_bytes;
    }
  }
}

// An empty chunked body that came byte by byte once ended the process inside the parser (found by http_request_fuzz).
TEST(RequestReader, GoodRequestsAreReadInPiecesOfAnySize) {
  for (const GoodRequest& good : good_requests()) {
    for (std::size_t piece = 1; piece < 12; ++piece) {
      const Seen seen = read_in_pieces(good.bytes, piece);
      EXPECT_EQ(seen.requests, good.handled) << good.name << " by " << piece;
      EXPECT_EQ(seen.refused, 0) << good.name << " by " << piece;
    }
  }
}

TEST(RequestReader, BadRequestsAreNeverReadWhateverThePieces) {
  for (const BadRequest& bad : bad_requests()) {
    if (bad.bytes.size() > 2000) continue;
    for (const std::size_t piece : {1UL, 2UL, 3UL, 5UL, 64UL}) {
      // Targets are judged after the reader, by the router.
      if (bad.name.starts_with("target_") || bad.name.starts_with("body_")) continue;
      EXPECT_EQ(read_in_pieces(bad.bytes, piece).requests, 0) << bad.name << " by " << piece;
    }
  }
}

}  // namespace
}  // namespace redress::http
