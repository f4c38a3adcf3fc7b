// SPDX-License-Identifier: Apache-2.0
// law/pack_reader.hpp — the parts of the pack parser that know one kind of entry each.
//
// Errors          collected in Faults, each with its line.
// Threads         pure functions; Faults belongs to one parse.
// Source          docs/reference/statute-packs.md.
#pragma once

#include "law/pack.hpp"
#include "law/yaml_map.hpp"

namespace redress::law {

// The pack's header, sources and standards must have been read: rows refer to them.
[[nodiscard]] Duty read_duty(Faults& faults, const YAML::Node& node, const Pack& pack, const Territory& home);
// References between rows, overlapping dates, and Pack::rows_by_id.
void link_duties(Faults& faults, Pack& pack);

void read_penalties(Faults& faults, const YAML::Node& list, Pack& pack);
void read_checklists(Faults& faults, const YAML::Node& list, Pack& pack);
void read_ranks(Faults& faults, const YAML::Node& node, Pack& pack);
void read_time_rules(Faults& faults, const YAML::Node& list, Pack& pack);
void read_harm_map(Faults& faults, const YAML::Node& node, Pack& pack);
void read_ladders(Faults& faults, const YAML::Node& list, Pack& pack);

// Keys of the pack's source table; a fault for each that is not in it, and for none at all.
[[nodiscard]] std::vector<std::string> read_source_keys(const MapReader& map, const Pack& pack);

}  // namespace redress::law
