// SPDX-License-Identifier: Apache-2.0
// store/record_store.hpp — what was labelled: for the number in a picture's watermark its label, its manifest and what
// the picture looks like, so that a copy that lost its metadata finds them again.
//
// Use this when   a file has been labelled, or a copy of one turned up.
// Shapes          DIR/records.db, by the record's 56 bits. Each record has a number of its own in the order of putting,
//                 so that whoever keeps an index reads what is new. Soft bindings: the name of an algorithm and bytes
//                 that mean something to it; any number of records may share one.
// Units           instants are UTC ms.
// Errors          invalid: a record over one of the limits below. conflict: the record or its manifest is known
//                 already. exhausted: Limits::record_count_max, or no room on the disk. unsupported: the file was made
//                 by a newer version. Otherwise those of sql.hpp.
// Threads         any, in any process: `redress label --register` writes while the server runs.
// Cost            put: one commit, about 8 kB and the manifest.
// Source          docs/decisions/0036-label-records.md.
// Never           holds a word about a person: who asked for a picture, or whom it shows, has no column here.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/instant.hpp"
#include "store/connection_pool.hpp"

namespace redress::store {

struct SoftBinding {
  std::string alg;
  Bytes value;
  bool operator==(const SoftBinding&) const = default;
};

struct LabelRecord {
  std::uint64_t record = 0;  // 56 bits
  std::string label;         // generated, modified, suspected
  std::string regime;        // IN, EU, CN
  std::string language;      // of the words in the picture; empty: it has none
  std::string producer;      // for China: the code of the platform, as its law wants it in the file
  Instant made_at;
  Digest sha256{};  // of the labelled file
  std::string pdq;  // hex
  int pdq_quality = 0;
  Bytes features;           // media/features_codec.hpp
  std::string manifest_id;  // the label of the active manifest; empty: the file is not signed
  Bytes manifest;           // the manifest store, as it stands in the file
  std::vector<SoftBinding> bindings;
  bool operator==(const LabelRecord&) const = default;
};

// What an index needs of a record.
struct RecordSignal {
  std::uint64_t record = 0;
  Digest sha256{};
  std::string pdq;
  int pdq_quality = 0;
  Bytes features;
  bool operator==(const RecordSignal&) const = default;
};

// A request that must not be carried out twice, by digests: its key, and all that it asked for.
struct SealRequest {
  Digest key{};
  Digest request{};
};

class RecordStore {
  struct Private {};

 public:
  static constexpr std::uint64_t record_max = (std::uint64_t{1} << 56U) - 1;
  static constexpr std::size_t manifest_bytes_max = 8U << 20U;
  static constexpr std::size_t features_bytes_max = 1U << 16U;
  static constexpr std::size_t text_bytes_max = 256;
  static constexpr std::size_t binding_count_max = 16;
  static constexpr std::size_t binding_bytes_max = 1'024;
  static constexpr std::chrono::hours seal_request_age_max{24};

  struct Limits {
    std::uint64_t record_count_max = 10'000'000;
  };
  [[nodiscard]] static Result<std::unique_ptr<RecordStore>> open(const std::string& data_dir, const Limits& limits);
  [[nodiscard]] static Result<std::unique_ptr<RecordStore>> open(const std::string& data_dir) {
    return open(data_dir, Limits{});
  }
  RecordStore(Private, std::string path, const Limits& limits) : limits_(limits), connections_(std::move(path)) {}

  // All or nothing. `request` is remembered for seal_request_age_max.
  [[nodiscard]] Status put(const LabelRecord& record, const std::optional<SealRequest>& request = std::nullopt);
  [[nodiscard]] Result<std::optional<LabelRecord>> find(std::uint64_t record) const;
  // In the order of putting.
  [[nodiscard]] Result<std::vector<std::uint64_t>> find_by_binding(const SoftBinding& binding,
                                                                   std::size_t count_max) const;
  [[nodiscard]] Result<std::optional<Bytes>> find_manifest(const std::string& manifest_id) const;

  struct Sealed {
    Digest request{};
    std::uint64_t record = 0;
  };
  [[nodiscard]] Result<std::optional<Sealed>> find_sealed(const Digest& key, Instant now) const;

  struct News {
    std::int64_t last_no = 0;
    std::vector<RecordSignal> records;
  };
  [[nodiscard]] Result<News> load_after(std::int64_t no, std::size_t count_max) const;
  // Whole records, by the labelled file's SHA-256 in hex. Their marks then open nothing.
  [[nodiscard]] Status forget(std::span<const std::string> sha256s_hex);
  [[nodiscard]] Result<std::uint64_t> count() const;

 private:
  const Limits limits_;
  const ConnectionPool connections_;
};

}  // namespace redress::store
