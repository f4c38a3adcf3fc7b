// SPDX-License-Identifier: Apache-2.0
// engine/records.hpp — a picture in, the records of what was labelled and looks like it out: by its watermark, or by
// what it looks like where that was washed out.
//
// Use this when   a copy without metadata turned up, or what was just labelled is to be registered.
// Shapes          recovered: the mark named it and the picture looks like it, or the picture is surely the same one.
//                 content_differs: the mark named it, the picture is another: a mark that was copied. similar: no mark,
//                 and a person would have to look. The recovered ones first.
// Units           score 0…100, how sure; 100 for the mark with its picture and for the same bytes.
// Errors          those of the store. Corners over the limit are told in the log: such a record is found by its mark
//                 and by the hash of the whole.
// Threads         any.
// Cost            the search for a mark (label/watermark.hpp), a hash; the corners, some tenths of a second, where the
//                 hash gives nothing sure.
// Source          docs/decisions/0036-label-records.md; C2PA 2.2, Soft Binding Resolution API.
// Never           takes a mark alone for a label, or keeps anything of a picture that is only asked about.
#pragma once

#include "engine/looks.hpp"
#include "label/watermark.hpp"
#include "match/index.hpp"
#include "media/whole_picture.hpp"
#include "store/record_store.hpp"

namespace redress::engine {

enum class Recovery { recovered, content_differs, similar };

struct FoundRecord {
  store::LabelRecord record;
  Recovery state = Recovery::similar;
  bool has_mark = false;
  int score = 0;
};

struct RecordFindings {
  std::optional<label::Mark> mark;  // in the picture, whether or not anything is registered under it
  std::vector<FoundRecord> records;
};

class Records {
 public:
  struct Limits {
    std::size_t record_count_max = 10'000'000;
    std::size_t feature_count_max = 4'000'000;
  };
  // `store` is borrowed.
  Records(store::RecordStore& store, const Limits& limits);

  // `whole` is `file`, decoded.
  [[nodiscard]] Result<RecordFindings> find(ByteView file, const media::WholePicture& whole, std::size_t count_max);
  // What these are registered under: nothing was compared with any picture.
  [[nodiscard]] Result<std::vector<store::LabelRecord>> find_by_binding(const store::SoftBinding& binding,
                                                                        std::size_t count_max) const;
  [[nodiscard]] Result<std::optional<Bytes>> find_manifest(const std::string& manifest_id) const {
    return store_.find_manifest(manifest_id);
  }

 private:
  struct Query;
  [[nodiscard]] Status refresh();
  void learn(const store::RecordSignal& signal);
  [[nodiscard]] Status add_named(const label::Mark& mark, Query& query, RecordFindings& findings) const;
  [[nodiscard]] Status add_alike(Query& query, std::size_t count_max, RecordFindings& findings);

  store::RecordStore& store_;
  const label::Carrier carrier_;
  match::Index pictures_;
  Looks looks_;
  Guarded<std::int64_t> last_no_;
};

// What is known of a labelled file by its pixels and bytes, its watermark among it. `whole` is `file`, decoded; the
// record's number and label are known.
void describe(ByteView file, const media::WholePicture& whole, store::LabelRecord& record);

}  // namespace redress::engine
