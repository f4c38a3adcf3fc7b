// SPDX-License-Identifier: Apache-2.0
// Whatever a signature box holds: a refusal, or a COSE_Sign1 whose parts lie within the box.
#include "provenance/cose.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace redress::provenance;
  const auto cose = parse_cose({data, size});
  if (!cose.ok()) return 0;
  CHECK(cose.value().signature.size() + cose.value().protected_header.size() <= size);
  const redress::Bytes made = render_sig_structure("Signature1", cose.value().protected_header, {data, size});
  CHECK(parse_cbor(made).value().root().items().size() == 4);
  return 0;
}
