// SPDX-License-Identifier: Apache-2.0
#include "provenance/cose.hpp"

#include <algorithm>
#include <array>

namespace redress::provenance {
namespace {

constexpr std::uint64_t sign1_tag = 18;
constexpr std::int64_t algorithm_label = 1;
constexpr std::int64_t chain_label = 33;
constexpr std::size_t certificates_max = 16;
constexpr std::size_t tokens_max = 2;

Error broken(std::string_view what) { return {Code::corrupt, "COSE: " + std::string(what)}; }

// The integer label wins over the text (C2PA 14.5).
std::optional<CborValue> find_chain(const CborValue& header) {
  const auto by_number = header.find(chain_label);
  return by_number ? by_number : header.find("x5chain");
}

// Does one label stand in both headers? Then it cannot be said which credential was meant.
bool is_chain_twice(const CborValue& first, const CborValue& second) {
  return (first.find(chain_label) && second.find(chain_label)) || (first.find("x5chain") && second.find("x5chain"));
}

Status read_chain(const CborValue& value, std::vector<ByteView>& chain) {
  if (const auto single = value.bytes()) {
    chain.push_back(*single);
    return Done{};
  }
  const std::vector<CborValue> items = value.items();
  if (items.empty() || items.size() > certificates_max) return broken("x5chain holds no certificates, or too many");
  for (const CborValue& item : items) {
    const auto certificate = item.bytes();
    if (!certificate) return broken("x5chain holds what is no certificate");
    chain.push_back(*certificate);
  }
  return Done{};
}

// {tstTokens: [{val: bytes}]}
std::vector<ByteView> read_tokens(const std::optional<CborValue>& container) {
  std::vector<ByteView> tokens;
  const auto list = container ? container->find("tstTokens") : std::nullopt;
  if (!list) return tokens;
  for (const CborValue& item : list->items()) {
    const auto value = item.find("val");
    const auto bytes = value ? value->bytes() : std::nullopt;
    if (bytes && tokens.size() < tokens_max) tokens.push_back(*bytes);
  }
  return tokens;
}

std::vector<ByteView> read_ocsp(const CborValue& header) {
  std::vector<ByteView> responses;
  const auto container = header.find("rVals");
  const auto list = container ? container->find("ocspVals") : std::nullopt;
  if (!list) return responses;
  for (const CborValue& item : list->items()) {
    if (const auto bytes = item.bytes(); bytes && responses.size() < tokens_max) responses.push_back(*bytes);
  }
  return responses;
}

Status read_headers(CoseSign1& cose, const CborValue& loose) {
  // An empty map may be written as no bytes at all (RFC 9052, 3).
  constexpr std::array<std::uint8_t, 1> empty_map = {0xa0};
  TRY_ASSIGN(cose.protected_document,
             parse_cbor(cose.protected_header.empty() ? ByteView(empty_map) : cose.protected_header));
  const CborValue firm = cose.protected_document.root();
  if (!firm.is(CborKind::map)) return broken("the protected header is no map");
  if (const auto algorithm = firm.find(algorithm_label)) cose.algorithm = algorithm->integer();
  if (is_chain_twice(firm, loose)) return broken("x5chain stands in both headers (C2PA 14.5)");
  const auto firm_chain = find_chain(firm);
  const auto chain = firm_chain ? firm_chain : find_chain(loose);
  if (chain) TRY(read_chain(*chain, cose.chain));
  cose.time_stamps_v1 = read_tokens(loose.find("sigTst"));
  cose.time_stamps_v2 = read_tokens(loose.find("sigTst2"));
  cose.ocsp_responses = read_ocsp(loose);
  return Done{};
}

}  // namespace

Result<CoseSign1> parse_cose(ByteView bytes) {
  CoseSign1 cose;
  TRY_ASSIGN(cose.document, parse_cbor(bytes));
  const auto tagged = cose.document.root().tagged();
  if (!tagged || tagged->first != sign1_tag) return broken("no tagged COSE_Sign1");
  const std::vector<CborValue> parts = tagged->second.items();
  if (parts.size() != 4) return broken("COSE_Sign1 has four parts");
  const auto protected_header = parts[0].bytes();
  const auto signature = parts[3].bytes();
  if (!protected_header || !signature || !parts[1].is(CborKind::map)) return broken("a part is of another kind");
  cose.protected_header = *protected_header;
  cose.signature = *signature;
  cose.payload = parts[2].bytes();
  if (!cose.payload && !parts[2].is(CborKind::null)) return broken("the payload is neither bytes nor nothing");
  TRY(read_headers(cose, parts[1]));
  return cose;
}

Bytes render_sig_structure(std::string_view context, ByteView protected_header, ByteView payload) {
  CborWriter writer;
  writer.array(4);
  writer.text(context);
  writer.bytes(protected_header);
  writer.bytes({});
  writer.bytes(payload);
  return writer.written();
}

std::string_view algorithm_name(std::int64_t algorithm) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 7> names = {
      {{-7, "es256"}, {-35, "es384"}, {-36, "es512"}, {-37, "ps256"}, {-38, "ps384"}, {-39, "ps512"}, {-8, "ed25519"}}};
  const auto* const found = std::ranges::find(names, algorithm, [](const auto& entry) { return entry.first; });
  return found == names.end() ? std::string_view() : found->second;
}

}  // namespace redress::provenance
