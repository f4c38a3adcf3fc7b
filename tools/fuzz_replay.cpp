// SPDX-License-Identifier: Apache-2.0
// tools/fuzz_replay.cpp — main() for a fuzz target outside libFuzzer: runs every file of a corpus folder through it,
// once whole and cut at a few places, so that each seed and each past crash stays a regression test.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::exists(argv[i])) {
      std::fprintf(stderr, "fuzz_replay: no such corpus: %s\n", argv[i]);
      return 1;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
      const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
      for (const std::size_t part : {4U, 3U, 2U, 1U, 0U}) {
        LLVMFuzzerTestOneInput(data, bytes.size() * part / 4);
      }
      ++count;
    }
  }
  std::printf("replayed %zu seeds\n", count);
  return count == 0 ? 1 : 0;
}
