// SPDX-License-Identifier: Apache-2.0
// Whatever a manifest store holds: a refusal, or boxes that lie within the box around them.
#include "provenance/jumbf.hpp"

namespace {

using redress::provenance::JumbfBox;

void check(const JumbfBox& box) {
  for (const JumbfBox& child : box.children) {
    CHECK(child.encoded.data() >= box.content.data());
    CHECK(child.encoded.data() + child.encoded.size() <= box.content.data() + box.content.size());
    check(child);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto box = redress::provenance::parse_jumbf({data, size});
  if (box.ok()) check(box.value());
  return 0;
}
