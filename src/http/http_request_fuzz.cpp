// SPDX-License-Identifier: Apache-2.0
// The reader must see the same requests in a stream of bytes however it is cut: whole, by single bytes, and at places
// the input
// chooses. (Refused or still waiting is not compared: a line without its end may be judged early or late, never
// accepted.)
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "http/form.hpp"
#include "http/reader.hpp"

namespace {

using redress::http::RequestReader;

std::string read_all(std::string_view bytes, std::size_t piece_bytes) {
  std::string seen;
  std::string held;
  std::size_t given = 0;
  auto reader = std::make_unique<RequestReader>(RequestReader::Limits{4096, 50});
  for (;;) {
    const auto step = reader->feed(held);
    held.erase(0, step.used_bytes);
    if (step.state == RequestReader::State::head) {
      reader->allow_body(1000, std::nullopt);
    } else if (step.state == RequestReader::State::done) {
      const auto& request = reader->request();
      seen += "done " + request.target + " " + request.body + (reader->is_keep_alive() ? " k" : " c");
      for (const auto& header : request.headers) seen += "\n" + header.name + "=" + header.value;
      (void)redress::http::parse_target(request.target);
      reader = std::make_unique<RequestReader>(RequestReader::Limits{4096, 50});
    } else if (step.state == RequestReader::State::refused) {
      CHECK(reader->refusal().status >= 400);
      return seen;
    } else {
      if (given == bytes.size()) return seen;
      held += bytes.substr(given, piece_bytes);
      given = std::min(given + piece_bytes, bytes.size());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16384) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = read_all(bytes, std::max<std::size_t>(size, 1));
  CHECK(read_all(bytes, 1) == whole);
  CHECK(read_all(bytes, size == 0 ? 1 : 1 + data[size / 2] % 64) == whole);
  return 0;
}
