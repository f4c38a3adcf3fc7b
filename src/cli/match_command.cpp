// SPDX-License-Identifier: Apache-2.0
#include "cli/match_command.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit.hpp"
#include "cli/statutes.hpp"
#include "match/bank_file.hpp"
#include "match/index.hpp"

namespace redress::cli {
namespace {

// Entries are numbered by their place in the bank, so that ties come in the bank's own order.
Id id_of(std::size_t place) {
  Id id;
  for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(place >> (8 * i));
  return id;
}

std::size_t place_of(const Id& id) {
  std::size_t place = 0;
  for (std::size_t i = 8; i < 16; ++i) place = place << 8 | id.bytes[i];
  return place;
}

std::string render_matches(const std::string& path, const std::vector<match::Match>& matches,
                           const std::vector<match::BankEntry>& bank) {
  nlohmann::ordered_json line;
  line["path"] = path;
  line["matches"] = nlohmann::ordered_json::array();
  for (const match::Match& found : matches) {
    line["matches"].push_back({{"path", bank[place_of(found.id)].path},
                               {"tier", match::render(found.decision.tier)},
                               {"distance", found.decision.distance_bits},
                               {"decision", match::render(found.decision.verdict)}});
  }
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

int match_command(const std::string& bank_path, const FilterOptions& options) {
  const auto text = read_file(bank_path);
  if (!text.ok()) return fail("match", text.error());
  const auto bank = match::parse_bank(text.value(), bank_path);
  if (!bank.ok()) return fail("match", bank.error());
  match::Index index(std::max<std::size_t>(1, bank.value().size()));
  for (std::size_t place = 0; place < bank.value().size(); ++place) {
    CHECK(index.add(id_of(place), bank.value()[place].fingerprint).ok());
  }
  return filter_pictures("match", options, [&](const std::string& path, const media::Examination& examination) {
    return render_matches(path, index.match(examination.fingerprint), bank.value());
  });
}

}  // namespace redress::cli
