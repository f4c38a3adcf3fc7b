// SPDX-License-Identifier: Apache-2.0
#include "engine/generation.hpp"

#include "base/random.hpp"
#include "label/label_words.hpp"

namespace redress::engine {
namespace {

std::uint64_t draw_record() {
  std::uint64_t record = 0;
  while (record == 0) {
    for (const std::uint8_t byte : random_bytes<7>()) record = record << 8U | byte;
  }
  return record;
}

store::LabelRecord record_of(const label::LabelWish& wish, SignedFile& file, Instant now) {
  store::LabelRecord record;
  record.record = wish.statement.record;
  record.label = label::label_name(wish.statement.label);
  record.regime = label::regime_name(wish.statement.regime);
  if (wish.has_words) {
    record.language = wish.language.empty() ? label::default_language(wish.statement.regime) : wish.language;
  }
  record.producer = wish.statement.producer;
  record.made_at = now;
  record.manifest_id = std::move(file.manifest_id);
  record.manifest = std::move(file.manifest);
  return record;
}

}  // namespace

Generation::Generation(store::RecordStore& store, const media::WholePictures& pictures, SignFile sign)
    : store_(store), pictures_(pictures), sign_(std::move(sign)), carrier_(label::public_watermark_key()) {}

Result<Sealed> Generation::make(ByteView file, const label::LabelWish& wish, const Bytes& earlier, Instant now) const {
  TRY_ASSIGN(const media::WholePicture whole, pictures_.decode(file));
  Sealed sealed;
  sealed.format = whole.format;
  TRY_ASSIGN(sealed.labelled, label::label_file(file, whole, wish, carrier_));
  SignedFile out{std::move(sealed.labelled.file), {}, {}};
  sealed.labelled.file = {};
  if (sign_) {
    TRY_ASSIGN(out, sign_(std::move(out.file), wish, earlier, now));
  }
  sealed.file = std::move(out.file);
  sealed.record = record_of(wish, out, now);
  // As a reader will see it: after the encoder.
  TRY_ASSIGN(const media::WholePicture written, pictures_.decode(sealed.file));
  describe(sealed.file, written, sealed.record);
  return sealed;
}

Result<Sealed> Generation::repeat(ByteView file, label::LabelWish wish, const store::RecordStore::Sealed& before,
                                  const store::SealRequest& request, Instant now) const {
  if (before.request != request.request) {
    return Error{Code::conflict, "this Idempotency-Key came before with another picture or other wishes"};
  }
  TRY_ASSIGN(auto record, store_.find(before.record));
  if (!record) return Error{Code::not_found, "what this key sealed has been erased"};
  wish.statement.record = record->record;
  TRY_ASSIGN(Sealed again, make(file, wish, record->manifest, now));
  if (again.record.sha256 != record->sha256) {
    return Error{Code::conflict, "the same picture is written in another way by now: seal it under a new key"};
  }
  again.record = std::move(*record);
  return again;
}

Result<Sealed> Generation::seal(ByteView file, label::LabelWish wish, Instant now,
                                const std::optional<store::SealRequest>& request) const {
  if (request) {
    TRY_ASSIGN(const auto before, store_.find_sealed(request->key, now));
    if (before) return repeat(file, std::move(wish), *before, *request, now);
  }
  if (wish.statement.record == 0) wish.statement.record = draw_record();
  TRY_ASSIGN(Sealed sealed, make(file, wish, {}, now));
  TRY(store_.put(sealed.record, request));
  return sealed;
}

}  // namespace redress::engine
