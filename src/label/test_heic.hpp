// SPDX-License-Identifier: Apache-2.0
// label/test_heic.hpp — a folder for other people's programs, and what is put beside a picture. For tests only.
//
// Errors          none: a file that is not there is empty.
// Threads         each folder belongs to its test.
// Source          EXIF 2.3 for the orientation.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.hpp"

namespace redress::test {

inline constexpr std::string_view their_xmp =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:source>theirs</dc:source>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>";

inline std::string text_of(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }
inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

inline int count(const Bytes& file, std::string_view word) {
  const std::string text = text_of(file);
  int found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

// A TIFF block that says nothing but how the picture is turned.
inline Bytes make_tiff(std::uint8_t orientation) {
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0};
}

// The head of a colour profile of red, green and blue that has no tags: enough for those who check one.
inline Bytes make_profile() {
  Bytes profile(132, 0);
  const auto put = [&profile](std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), profile.begin() + static_cast<std::ptrdiff_t>(at));
  };
  profile[3] = 132;
  profile[8] = 4;
  put(12, "mntrRGB XYZ ");
  put(36, "acsp");
  using std::string_view_literals::operator""sv;
  put(68, "\0\0\xf6\xd6\0\1\0\0\0\0\xd3\x2d"sv);  // D50
  return profile;
}

class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "redress-heic-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  void save(const std::string& name, const Bytes& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] Bytes load(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return Bytes{std::istreambuf_iterator<char>(in), {}};
  }
  // To be run by a shell, within the folder.
  [[nodiscard]] std::string command(const std::string& words) const {
    return "cd " + folder_.string() + " && " + words + " 2>/dev/null >&2";
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace redress::test
