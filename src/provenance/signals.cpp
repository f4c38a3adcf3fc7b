// SPDX-License-Identifier: Apache-2.0
#include "provenance/signals.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "provenance/aigc.hpp"
#include "provenance/producers.hpp"

namespace redress::provenance {
namespace {

std::string_view name_place(Place place) {
  switch (place) {
    case Place::xmp:
      return "XMP ";
    case Place::exif:
      return "EXIF ";
    case Place::iim:
      return "IPTC ";
    case Place::text:
      break;
  }
  return "text ";
}

Signal make_signal(std::string_view producer, Making making, Strength strength, const Fact& fact) {
  return {render_excerpt(producer),
          making,
          strength,
          std::string(name_place(fact.place)) + render_excerpt(fact.name),
          fact.offset,
          render_excerpt(fact.value)};
}

// In XMP the property has its place; elsewhere the term is known by its address.
std::optional<DigitalSourceType> find_source_type(const Fact& fact) {
  if (fact.place == Place::xmp) {
    if (fact.name != "Iptc4xmpExt:DigitalSourceType" && fact.name != "Iptc4xmpExt:DigitalSourcefileType")
      return std::nullopt;
    return parse_digital_source_type(fact.value);
  }
  const std::size_t at = fact.value.find("cv.iptc.org/newscodes/digitalsourcetype/");
  if (at == std::string::npos) return std::nullopt;
  const std::string_view term = std::string_view(fact.value).substr(at);
  return parse_digital_source_type(term.substr(0, term.find_first_of(" \t\r\n\"'<,;)")));
}

std::optional<Signal> find_standard(const Fact& fact) {
  if (const auto type = find_source_type(fact)) return make_signal("IPTC", making_of(*type), Strength::states, fact);
  if (fact.name == "Iptc4xmpExt:AISystemUsed") {
    return make_signal(fact.value, Making::possible, Strength::states, fact);
  }
  if (const auto label = find_aigc_label(fact)) {
    const Making making = label->label == '1' ? Making::ai_generated : Making::possible;
    return make_signal("AIGC", making, Strength::states, fact);
  }
  return std::nullopt;
}

// The web UI's settings and the prompt may stand in a camera's fields, each a graph behind its name.
Fact without_graph_name(Fact fact) {
  for (const std::string_view name : {"prompt:", "workflow:"}) {
    if (fact.value.starts_with(name)) fact.value.erase(0, name.size());
  }
  return fact;
}

std::optional<Signal> find_signal(const Fact& fact) {
  if (auto signal = find_standard(fact)) return signal;
  if (const auto mark = find_habit(without_graph_name(fact))) {
    return make_signal(mark->producer, mark->making, mark->strength, fact);
  }
  if (const auto mark = find_tool(fact)) {
    return make_signal(mark->producer, mark->making, mark->strength, fact);
  }
  return std::nullopt;
}

const Fact* find_exif(const std::vector<Fact>& facts, std::string_view name) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const Fact& fact) { return fact.place == Place::exif && fact.name == name; });
  return found == facts.end() ? nullptr : &*found;
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return wanted == '-' ? c == '-' : hex;
  });
}

bool is_signature(std::string_view text) {
  constexpr std::string_view head = "Signature: ";
  constexpr std::size_t letters_min = 64;
  if (!text.starts_with(head) || text.size() < head.size() + letters_min) return false;
  return std::all_of(text.begin() + head.size(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' ||
           c == '=';
  });
}

// Grok names nobody: its artist is a number, and its description a signature. Only both together are a mark.
std::optional<Signal> find_grok(const std::vector<Fact>& facts) {
  const Fact* artist = find_exif(facts, "Artist");
  const Fact* description = find_exif(facts, "ImageDescription");
  if (artist == nullptr || description == nullptr) return std::nullopt;
  if (!is_uuid(artist->value) || !is_signature(description->value)) return std::nullopt;
  return make_signal("xAI Grok", Making::ai_generated, Strength::suggests, *description);
}

}  // namespace

std::string render_excerpt(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t bytes = character_bytes(text);
    const bool fine = bytes > 1 || (bytes == 1 && static_cast<unsigned char>(text[0]) >= ' ' && text[0] != 0x7f);
    const std::string_view letter = fine ? text.substr(0, bytes) : " ";
    if (shown.size() + letter.size() > signal_value_bytes_max) break;
    shown += letter;
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return shown;
}

Result<std::vector<Signal>> read_signals(const ByteSource& source, const Asset& asset) {
  constexpr std::size_t signals_max = 64;
  TRY_ASSIGN(const std::vector<Fact> facts, read_facts(source, asset));
  std::vector<Signal> signals;
  for (const Fact& fact : facts) {
    if (signals.size() == signals_max) break;
    if (auto signal = find_signal(fact)) signals.push_back(std::move(*signal));
  }
  if (auto grok = find_grok(facts)) signals.push_back(std::move(*grok));
  return signals;
}

std::vector<std::string_view> list_signal_producers() { return list_tools(); }

}  // namespace redress::provenance
