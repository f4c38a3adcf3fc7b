// SPDX-License-Identifier: Apache-2.0
#include "cli/listening.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>

namespace redress::cli {

Listening::Listening(const std::string& data_dir, const std::string& address, std::uint16_t port)
    : path_(data_dir + "/listening") {
  std::ofstream(path_, std::ios::trunc) << address << ':' << port << '\n';
}

Listening::~Listening() {
  std::error_code failed;
  std::filesystem::remove(path_, failed);
}

Result<std::uint16_t> find_listening(const std::string& data_dir) {
  const Error absent{Code::not_found, "no server on 127.0.0.1 says that it serves " + data_dir +
                                          ": stop whatever uses the folder and try again"};
  std::ifstream in(data_dir + "/listening");
  std::string line;
  if (!std::getline(in, line)) return absent;
  const std::size_t colon = line.rfind(':');
  if (colon == std::string::npos) return absent;
  const std::string address = line.substr(0, colon);
  if (address != "127.0.0.1" && address != "0.0.0.0") return absent;
  std::uint16_t port = 0;
  const char* const end = line.data() + line.size();
  const auto read = std::from_chars(line.data() + colon + 1, end, port);
  if (read.ec != std::errc() || read.ptr != end) return absent;
  return port;
}

}  // namespace redress::cli
