// SPDX-License-Identifier: Apache-2.0
#include "engine/generation.hpp"

#include "base/random.hpp"
#include "label/label_words.hpp"
#include "provenance/embed.hpp"

namespace redress::engine {
namespace {

std::uint64_t draw_record() {
  std::uint64_t record = 0;
  while (record == 0) {
    for (const std::uint8_t byte : random_bytes<7>()) record = record << 8U | byte;
  }
  return record;
}

}  // namespace

store::LabelRecord make_record(const label::LabelWish& wish, Instant now) {
  store::LabelRecord record;
  record.record = wish.statement.record;
  record.label = label::label_name(wish.statement.label);
  record.regime = label::regime_name(wish.statement.regime);
  if (wish.has_words) {
    record.language = wish.language.empty() ? label::default_language(wish.statement.regime) : wish.language;
  }
  record.producer = wish.statement.producer;
  record.made_at = now;
  return record;
}

Generation::Generation(store::RecordStore& store, const media::WholePictures& pictures, std::optional<Signing> signing)
    : store_(store), pictures_(pictures), signing_(std::move(signing)), carrier_(label::public_watermark_key()) {}

Result<Generation::Written> Generation::sign(Bytes labelled, const label::Incoming& incoming,
                                             const label::LabelWish& wish, const Bytes& earlier, Instant now) const {
  if (!earlier.empty()) {
    TRY_ASSIGN(Bytes again, provenance::embed_store(labelled, earlier));
    return Written{std::move(again), {}, {}};
  }
  label::ManifestWish manifest;
  manifest.label = wish.statement.label;
  manifest.record = wish.statement.record;
  manifest.mark = label::Mark{wish.statement.label, carrier_.number(), wish.statement.record};
  // What a tool made of nothing has no parent; what it altered has one.
  manifest.is_own_output = wish.statement.label == label::LabelClass::generated;
  manifest.has_words = wish.has_words;
  manifest.version = signing_->version;
  TRY_ASSIGN(auto made, label::sign_file(labelled, incoming, manifest, signing_->signer, signing_->trust, now));
  return Written{std::move(made.file), std::move(made.manifest), std::move(made.store)};
}

Result<Sealed> Generation::make(ByteView file, const label::LabelWish& wish, const Bytes& earlier, Instant now) const {
  TRY_ASSIGN(const media::WholePicture whole, pictures_.decode(file));
  Bytes bare(file.begin(), file.end());
  label::Incoming incoming;
  if (signing_) {
    TRY_ASSIGN(incoming, label::read_incoming(file, signing_->trust, now));
    TRY_ASSIGN(bare, provenance::take_store_out(file));
  }
  Sealed sealed;
  sealed.format = whole.format;
  TRY_ASSIGN(sealed.labelled, label::label_file(bare, whole, wish, carrier_));
  Written written{std::exchange(sealed.labelled.file, {}), {}, {}};
  if (signing_) {
    TRY_ASSIGN(written, sign(std::move(written.file), incoming, wish, earlier, now));
  }
  sealed.record = make_record(wish, now);
  sealed.record.manifest_id = std::move(written.manifest_id);
  sealed.record.manifest = std::move(written.manifest);
  sealed.file = std::move(written.file);
  // As a reader will see it: after the encoder.
  TRY_ASSIGN(const media::WholePicture seen, pictures_.decode(sealed.file));
  describe(sealed.file, seen, sealed.record);
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
