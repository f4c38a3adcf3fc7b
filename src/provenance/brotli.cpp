// SPDX-License-Identifier: Apache-2.0
#include "provenance/brotli.hpp"

#include <brotli/decode.h>

#include <algorithm>
#include <memory>

namespace redress::provenance {

Result<Bytes> unpack_brotli(ByteView packed, std::size_t bytes_max) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> decoder(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  CHECK(decoder != nullptr);
  Bytes unpacked;
  const std::uint8_t* next_in = packed.data();
  std::size_t available_in = packed.size();
  while (true) {
    std::size_t available_out = 0;
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(decoder.get(), &available_in, &next_in, &available_out, nullptr, nullptr);
    while (BrotliDecoderHasMoreOutput(decoder.get()) != BROTLI_FALSE) {
      std::size_t size = 0;
      const std::uint8_t* output = BrotliDecoderTakeOutput(decoder.get(), &size);
      if (size > bytes_max - unpacked.size()) return Error{Code::exhausted, "Brotli: it unpacks to too much"};
      unpacked.insert(unpacked.end(), output, output + size);
    }
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) continue;
    if (result != BROTLI_DECODER_RESULT_SUCCESS) return Error{Code::corrupt, "Brotli: the stream is broken or cut off"};
    if (available_in > 0) return Error{Code::corrupt, "Brotli: bytes follow the stream"};
    return unpacked;
  }
}

}  // namespace redress::provenance
