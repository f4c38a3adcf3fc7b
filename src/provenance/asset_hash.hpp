// SPDX-License-Identifier: Apache-2.0
// provenance/asset_hash.hpp — the three hard bindings: what a file hashes to, and whether its claim says so.
//
// Shapes          the assertions as plain structs, already decoded from CBOR; the answer as the status codes of C2PA
//                 15.12.
// Errors          unavailable where the source cannot be read. A file that does not match is an answer, not an error.
// Threads         pure functions of the source.
// Cost            one pass over the file in blocks of 1 MiB; OpenSSL's digests.
// Source          C2PA 2.2, 15.12.1 (data), 15.12.2 and 18.6 (BMFF), 15.12.3 and 18.7 (boxes).
#pragma once

#include "provenance/asset.hpp"

namespace redress::provenance {

enum class HashName : std::uint8_t { sha256, sha384, sha512 };

struct DataHash {
  HashName algorithm = HashName::sha256;
  Bytes hash;
  std::vector<Range> exclusions;
  // Of an update chain (15.12.1): this range of `exclusions` stands for the store, whatever its length is now.
  bool store_may_have_grown = false;
};

struct BmffExclusion {
  std::string xpath;
  std::optional<std::uint64_t> length;
  std::optional<std::uint8_t> version;
  std::optional<std::uint32_t> flags;
  bool exact_flags = true;
  struct Data {
    std::uint64_t offset = 0;
    Bytes value;
  };
  std::vector<Data> data;
  std::vector<Range> subset;
};

struct BmffMerkle {
  std::uint64_t unique_id = 0;
  std::uint64_t local_id = 0;
  std::uint64_t count = 0;
  HashName algorithm = HashName::sha256;
  Bytes init_hash;
  std::vector<Bytes> hashes;
  std::optional<std::uint64_t> fixed_block_size;
  std::vector<std::uint64_t> variable_block_sizes;
};

// One auxiliary box: the way from a leaf up to the row that the assertion holds.
struct BmffProof {
  std::uint64_t unique_id = 0;
  std::uint64_t local_id = 0;
  std::uint64_t location = 0;
  std::vector<Bytes> hashes;
};

struct BmffHash {
  int version = 2;  // c2pa.hash.bmff.v2 or .v3
  HashName algorithm = HashName::sha256;
  std::optional<Bytes> hash;
  std::vector<BmffExclusion> exclusions;
  std::vector<BmffMerkle> merkle;
  std::vector<BmffProof> proofs;  // decoded from the asset's merkle_boxes, in that order
};

struct BoxesHash {
  struct Box {
    std::vector<std::string> names;
    HashName algorithm = HashName::sha256;
    Bytes hash;
    bool excluded = false;
  };
  std::vector<Box> boxes;
};

// What a binding made over the file as it stands has to say.
[[nodiscard]] Result<Bytes> hash_data(const ByteSource& source, HashName algorithm,
                                      const std::vector<Range>& exclusions);
[[nodiscard]] Result<Bytes> hash_bmff(const ByteSource& source, HashName algorithm,
                                      const std::vector<BmffExclusion>& exclusions);

struct BindingVerdict {
  std::string code;         // "assertion.dataHash.match", "assertion.bmffHash.mismatch", …
  std::string explanation;  // one sentence: what differs and where
  bool additional_exclusions = false;
};

[[nodiscard]] Result<BindingVerdict> check_data_hash(const ByteSource& source, const Asset& asset,
                                                     const DataHash& wanted);
[[nodiscard]] Result<BindingVerdict> check_bmff_hash(const ByteSource& source, const Asset& asset,
                                                     const BmffHash& wanted);
[[nodiscard]] Result<BindingVerdict> check_boxes_hash(const ByteSource& source, const Asset& asset,
                                                      const BoxesHash& wanted);

}  // namespace redress::provenance
