// SPDX-License-Identifier: Apache-2.0
#include "provenance/crjson.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace redress::provenance {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view spec_version = "2.2.0";
constexpr int json_depth_max = 64;

std::string render_b64(ByteView bytes) { return "b64'" + render_base64(bytes) + "'"; }

std::string render_key(const CborValue& key) {
  if (const auto text = key.text()) return std::string(*text);
  if (const auto number = key.integer()) return std::to_string(*number);
  return render_hex(key.encoded());
}

Json to_json(const CborValue& value) {
  switch (value.kind()) {
    case CborKind::integer:
      return *value.count();
    case CborKind::negative:
      return value.integer() ? Json(*value.integer()) : Json(render_hex(value.encoded()));
    case CborKind::bytes:
      return render_b64(*value.bytes());
    case CborKind::text:
      return *value.text();
    case CborKind::array: {
      Json list = Json::array();
      for (const CborValue& item : value.items()) list.push_back(to_json(item));
      return list;
    }
    case CborKind::map: {
      Json map = Json::object();
      for (const auto& [key, member] : value.pairs()) map[render_key(key)] = to_json(member);
      return map;
    }
    case CborKind::tag:
      return to_json(value.tagged()->second);
    case CborKind::boolean:
      return *value.boolean();
    case CborKind::real:
      return *value.real();
    case CborKind::null:
    case CborKind::undefined:
      break;
  }
  return nullptr;
}

Json parse_json(ByteView text) {
  // Deeper than this is left out: writing it down again would take the stack of whoever reads it.
  const auto keep = [](int depth, Json::parse_event_t, Json&) { return depth <= json_depth_max; };
  Json parsed = Json::parse(text.begin(), text.end(), keep, false);
  return parsed.is_discarded() ? Json(nullptr) : parsed;
}

// A media type behind one byte of toggles, ended by a NUL.
Json describe_file(const JumbfBox& description, const std::string& url) {
  std::string type;
  for (const std::uint8_t byte : description.content.subspan(description.content.empty() ? 0 : 1)) {
    if (byte < 0x20 || byte > 0x7e) break;
    type += static_cast<char>(byte);
  }
  return {{"format", type}, {"identifier", url}};
}

Json assertion_json(const JumbfBox& box, const std::string& url) {
  if (const JumbfBox* cbor = box.find_content(box_type("cbor"))) {
    const auto document = parse_cbor(cbor->content);
    return document.ok() ? to_json(document.value().root()) : Json(nullptr);
  }
  if (const JumbfBox* json = box.find_content(box_type("json"))) return parse_json(json->content);
  if (const JumbfBox* file = box.find_content(box_type("bfdb"))) return describe_file(*file, url);
  return nullptr;
}

Json assertions_json(const Manifest& manifest) {
  Json all = Json::object();
  const JumbfBox* store = manifest.assertions();
  if (store == nullptr) return all;
  for (const JumbfBox& box : store->children) {
    if (!box.is_superbox()) continue;
    all[std::string(box.label)] = assertion_json(box, manifest.assertion_url(box.label));
  }
  return all;
}

Json uris_json(const std::vector<HashedUri>& uris) {
  Json list = Json::array();
  for (const HashedUri& uri : uris) {
    Json entry = {{"url", uri.url}, {"hash", render_b64(uri.hash)}};
    if (!uri.algorithm.empty()) entry["alg"] = uri.algorithm;
    list.push_back(std::move(entry));
  }
  return list;
}

void copy_text(const CborValue& root, std::string_view key, Json& to) {
  const auto value = root.find(key);
  if (value && value->text()) to[std::string(key)] = *value->text();
}

Json generators_v1(const CborValue& root) {
  const auto info = root.find("claim_generator_info");
  Json list = Json::array();
  for (const CborValue& item : info ? info->items() : std::vector<CborValue>()) {
    if (!read_text(item, "name").empty()) list.push_back(to_json(item));
  }
  // Claims of the first versions name their generator in one text; the schema wants the list all the same.
  if (list.empty()) list.push_back({{"name", read_text(root, "claim_generator")}});
  return list;
}

Json claim_json(const Claim& claim) {
  const CborValue root = claim.document.root();
  Json json = {{"instanceID", claim.instance_id}, {"signature", claim.signature_url}};
  if (claim.version == 1) {
    json["claim_generator"] = read_text(root, "claim_generator");
    json["claim_generator_info"] = generators_v1(root);
    json["assertions"] = uris_json(claim.created);
    json["dc:format"] = read_text(root, "dc:format");
  } else {
    json["claim_generator_info"] = to_json(*root.find("claim_generator_info"));
    json["created_assertions"] = uris_json(claim.created);
    if (!claim.gathered.empty()) json["gathered_assertions"] = uris_json(claim.gathered);
    copy_text(root, "specVersion", json);
  }
  for (const std::string_view key : {"dc:title", "alg", "alg_soft"}) copy_text(root, key, json);
  if (!claim.redacted.empty()) json["redacted_assertions"] = claim.redacted;
  return json;
}

Json name_json(const CertificateInfo::Name& name) {
  Json json = Json::object();
  // The schema knows these and no others.
  constexpr std::array<std::string_view, 6> known = {"C", "ST", "L", "O", "OU", "CN"};
  for (const auto& [key, value] : name) {
    if (std::ranges::find(known, key) == known.end()) continue;
    json[key] = json.contains(key) ? Json(json[key].get<std::string>() + "; " + value) : Json(value);
  }
  return json;
}

Json certificate_json(const CertificateInfo& info) {
  return {{"serialNumber", info.serial_number},
          {"issuer", name_json(info.issuer)},
          {"subject", name_json(info.subject)},
          {"validity", {{"notBefore", render_instant(info.not_before)}, {"notAfter", render_instant(info.not_after)}}}};
}

Json signature_json(const SignatureReport& signature) {
  Json json = {{"algorithm", signature.algorithm}};
  if (signature.signer) {
    json["certificateInfo"] = certificate_json(*signature.signer);
  } else {
    const Json nothing = Json::object();
    json["certificateInfo"] = {{"serialNumber", ""}, {"issuer", nothing}, {"subject", nothing}, {"validity", nothing}};
  }
  if (signature.time_stamp && signature.time_stamp->is_validated) {
    json["timeStampInfo"] = {{"timestamp", render_instant(signature.time_stamp->at)},
                             {"certificateInfo", certificate_json(signature.time_stamp->authority)}};
  }
  return json;
}

Json group_json(const std::vector<StatusEntry>& group) {
  Json list = Json::array();
  for (const StatusEntry& entry : group) {
    list.push_back({{"code", entry.code}, {"url", entry.url}, {"explanation", entry.explanation}});
  }
  return list;
}

Json statuses_json(const Statuses& statuses) {
  return {{"success", group_json(statuses.success)},
          {"informational", group_json(statuses.informational)},
          {"failure", group_json(statuses.failure)}};
}

Json results_json(const Statuses& statuses, Instant at) {
  Json json = statuses_json(statuses);
  json["specVersion"] = spec_version;
  json["validationTime"] = render_instant(at);
  return json;
}

Json manifest_json(const ProvenanceReport& report, const ManifestReport& judged) {
  const Manifest& manifest = report.store->manifests().at(judged.index);
  Json json = {{"label", manifest.label}, {"assertions", assertions_json(manifest)}};
  json[manifest.claim->version == 1 ? "claim" : "claim.v2"] = claim_json(*manifest.claim);
  json["signature"] = signature_json(judged.signature);
  json["validationResults"] = results_json(judged.statuses, report.validated_at);
  if (judged.deltas.empty()) return json;
  Json deltas = Json::array();
  for (const IngredientDelta& delta : judged.deltas) {
    deltas.push_back(
        {{"ingredientAssertionURI", delta.assertion_url}, {"validationDeltas", statuses_json(delta.statuses)}});
  }
  json["ingredientDeltas"] = std::move(deltas);
  return json;
}

Json trust_json(const SignatureReport& signature) {
  const auto by = [&](TrustList list) { return signature.trusted_by.at(static_cast<std::size_t>(list)); };
  return {{"intact", signature.is_intact},
          {"officialList", by(TrustList::official)},
          {"interimList", by(TrustList::interim)},
          {"ownList", by(TrustList::own)}};
}

}  // namespace

std::string render_crjson(const ProvenanceReport& report, std::string_view version) {
  Json json = {{"@context", {{"@vocab", "https://c2pa.org/crjson"}, {"extras", "https://c2pa.org/crjson/extras"}}}};
  Json manifests = Json::array();
  Json unreadable = Json::array();
  for (const ManifestReport& judged : report.manifests) {
    const Manifest& manifest = report.store->manifests().at(judged.index);
    if (manifest.claim) {
      manifests.push_back(manifest_json(report, judged));
    } else {
      unreadable.push_back(
          {{"label", manifest.label}, {"validationResults", results_json(judged.statuses, report.validated_at)}});
    }
  }
  json["manifests"] = std::move(manifests);
  json["jsonGenerator"] = {{"name", "Redress"}, {"version", version}};
  json["extras:state"] = manifest_state_name(report.state);
  json["extras:asset"] = results_json(report.statuses, report.validated_at);
  if (!unreadable.empty()) json["extras:unreadable"] = std::move(unreadable);
  if (!report.manifests.empty()) json["extras:trust"] = trust_json(report.manifests.front().signature);
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace redress::provenance
