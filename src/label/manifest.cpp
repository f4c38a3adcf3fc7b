// SPDX-License-Identifier: Apache-2.0
#include "label/manifest.hpp"

#include <array>

#include "base/random.hpp"
#include "label/ingredient.hpp"
#include "label/statement.hpp"
#include "provenance/cbor_map.hpp"
#include "provenance/jumbf_writer.hpp"

namespace redress::label {
namespace {

using provenance::CborMap;
using provenance::encode_cbor_array;
using provenance::HardBinding;

constexpr std::string_view ingredient_label = "c2pa.ingredient.v3";
constexpr std::string_view source_types = "http://cv.iptc.org/newscodes/digitalsourcetype/";

// Version 4: nothing but chance, so that a manifest's name says nothing of when it was made.
std::string draw_uuid() {
  auto bytes = random_bytes<16>();
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);
  std::string text = render_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

std::string_view class_name(LabelClass label) {
  constexpr std::array<std::string_view, 3> names = {"generated", "modified", "suspected"};
  return names.at(static_cast<std::size_t>(label) - 1);
}

// A suspicion is no knowledge of the source: IPTC's composite "may or may not" hold what a model made.
std::string source_type(LabelClass label) {
  constexpr std::array<std::string_view, 3> terms = {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia",
                                                     "composite"};
  return std::string(source_types) + std::string(terms.at(static_cast<std::size_t>(label) - 1));
}

Bytes assertion_box(const HardBinding& assertion) {
  return provenance::encode_superbox("cbor", assertion.label, provenance::encode_box("cbor", assertion.cbor));
}

// A hashed URI digests a superbox without its head.
ByteView hashed_part(ByteView box) { return box.subspan(8); }

Bytes refer_to(const HardBinding& assertion) {
  return encode_hashed_uri("self#jumbf=c2pa.assertions/" + assertion.label, hashed_part(assertion_box(assertion)));
}

CborMap action(std::string_view name) {
  CborMap map;
  map.text("action", name);
  return map;
}

Bytes encode_opened(const HardBinding& ingredient) {
  const Bytes parameters = CborMap().item("ingredients", encode_cbor_array({refer_to(ingredient)})).encode();
  return action("c2pa.opened").item("parameters", parameters).encode();
}

// Pixels that nobody touched were not edited: then only what is said about them is new.
Bytes encode_edited(const ManifestWish& wish) {
  const bool is_perceptible = wish.has_words || wish.mark.has_value();
  return action(is_perceptible ? "c2pa.edited" : "c2pa.edited.metadata")
      .text("digitalSourceType", source_type(wish.label))
      .text("description", "labelled: " + std::string(class_name(wish.label)))
      .encode();
}

HardBinding make_actions(const ManifestWish& wish, const HardBinding* ingredient) {
  std::vector<Bytes> actions;
  if (ingredient == nullptr) {
    actions.push_back(action("c2pa.created").text("digitalSourceType", source_type(wish.label)).encode());
    if (wish.has_words) {
      actions.push_back(action("c2pa.edited")
                            .text("digitalSourceType", std::string(source_types) + "algorithmicMedia")
                            .text("description", "the words of a label")
                            .encode());
    }
  } else {
    actions.push_back(encode_opened(*ingredient));
    actions.push_back(encode_edited(wish));
  }
  if (wish.mark) actions.push_back(action("c2pa.watermarked.bound").encode());
  const CborMap assertion = CborMap().item("actions", encode_cbor_array(actions)).boolean("allActionsIncluded", true);
  return {"c2pa.actions.v2", assertion.encode()};
}

HardBinding make_soft_binding(const Mark& mark) {
  const Bytes block = CborMap().item("scope", CborMap().encode()).bytes("value", encode_watermark_value(mark)).encode();
  const Bytes cbor =
      CborMap().text("alg", watermark_algorithm).item("blocks", encode_cbor_array({block})).bytes("pad", {}).encode();
  return {"c2pa.soft-binding", cbor};
}

HardBinding make_record(const ManifestWish& wish) {
  return {"redress.label",
          CborMap().text("record", render_record_urn(wish.record)).text("class", class_name(wish.label)).encode()};
}

// As they stood, byte for byte: what came in hashes to what it did.
Result<Bytes> take_older(const std::optional<Bytes>& store) {
  Bytes older;
  if (!store) return older;
  TRY_ASSIGN(const provenance::JumbfBox root, provenance::parse_jumbf(*store));
  for (const provenance::JumbfBox& child : root.children) provenance::append(older, child.encoded);
  return older;
}

}  // namespace

Bytes encode_watermark_value(const Mark& mark) {
  Bytes value;
  const std::uint64_t head = static_cast<std::uint64_t>(mark.label) << 60U | std::uint64_t{mark.key} << 56U;
  provenance::append_big(value, head | mark.record, 8);
  return value;
}

Result<ManifestDraft> draft_manifest(const Incoming& incoming, const ManifestWish& wish) {
  CHECK(wish.record <= record_max);
  ManifestDraft draft{"urn:c2pa:" + draw_uuid(), "xmp:iid:" + draw_uuid(), wish.version, {}, {}};
  TRY_ASSIGN(draft.older, take_older(incoming.store));
  const bool is_created = wish.is_own_output && !incoming.store;
  const HardBinding ingredient{std::string(ingredient_label), is_created ? Bytes() : encode_ingredient(incoming)};
  draft.assertions.push_back(make_actions(wish, is_created ? nullptr : &ingredient));
  if (!is_created) draft.assertions.push_back(ingredient);
  if (wish.mark) draft.assertions.push_back(make_soft_binding(*wish.mark));
  draft.assertions.push_back(make_record(wish));
  return draft;
}

Bytes encode_claim(const ManifestDraft& draft, const HardBinding& binding) {
  std::vector<Bytes> created;
  for (const HardBinding& assertion : draft.assertions) {
    created.push_back(refer_to(assertion));
    if (created.size() == 1) created.push_back(refer_to(binding));
  }
  const Bytes generator =
      CborMap().text("name", "Redress").text("version", draft.version).text("specVersion", "2.2.0").encode();
  return CborMap()
      .text("instanceID", draft.instance_id)
      .item("claim_generator_info", generator)
      .text("signature", "self#jumbf=/c2pa/" + draft.name + "/c2pa.signature")
      .item("created_assertions", encode_cbor_array(created))
      .text("alg", "sha256")
      .encode();
}

Bytes encode_store(const ManifestDraft& draft, const HardBinding& binding, ByteView claim, ByteView signature) {
  using provenance::append;
  using provenance::encode_box;
  using provenance::encode_superbox;
  Bytes assertions;
  for (const HardBinding& assertion : draft.assertions) append(assertions, ByteView(assertion_box(assertion)));
  append(assertions, ByteView(assertion_box(binding)));
  Bytes manifest = encode_superbox("c2as", "c2pa.assertions", assertions);
  append(manifest, ByteView(encode_superbox("c2cl", "c2pa.claim.v2", encode_box("cbor", claim))));
  append(manifest, ByteView(encode_superbox("c2cs", "c2pa.signature", encode_box("cbor", signature))));
  Bytes manifests = draft.older;
  append(manifests, ByteView(encode_superbox("c2ma", draft.name, manifest)));
  return encode_superbox("c2pa", "c2pa", manifests);
}

}  // namespace redress::label
