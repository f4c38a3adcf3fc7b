// SPDX-License-Identifier: Apache-2.0
#include "provenance/xmp.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "provenance/fact.hpp"

namespace redress::provenance {
namespace {

struct Namespace {
  std::string_view uri;
  std::string_view prefix;
};

constexpr std::array namespaces{
    Namespace{"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"},
    Namespace{"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Iptc4xmpCore"},
    Namespace{"http://ns.adobe.com/photoshop/1.0/", "photoshop"},
    Namespace{"http://purl.org/dc/elements/1.1/", "dc"},
    Namespace{"http://purl.org/dc/terms/", "dcterms"},
    Namespace{"http://ns.adobe.com/xap/1.0/", "xmp"},
    Namespace{"http://ns.adobe.com/tiff/1.0/", "tiff"},
    Namespace{"http://ns.adobe.com/exif/1.0/", "exif"},
    Namespace{"http://www.tc260.org.cn/ns/AIGC/1.0/", "TC260"},
    Namespace{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
};

constexpr std::string_view white = " \t\r\n";

// "#38" or "#x26"; nothing outside Unicode.
std::optional<std::uint32_t> parse_code(std::string_view name) {
  const bool hex = name.size() > 1 && name[1] == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  std::uint32_t code = 0;
  for (const char c : digits) {
    const bool decimal = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!decimal && !(hex && lower >= 'a' && lower <= 'f')) return std::nullopt;
    code = code * (hex ? 16 : 10) + static_cast<std::uint32_t>(decimal ? c - '0' : lower - 'a' + 10);
  }
  const bool valid = code != 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? std::optional(code) : std::nullopt;
}

// The five of XML and characters by number; any other stays as it stands.
std::string decode_entities(std::string_view text) {
  constexpr std::size_t name_letters_max = 10;
  constexpr std::array<std::pair<std::string_view, char>, 5> known{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  std::string decoded;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('&'), text.size());
    decoded += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    const std::size_t end = text.substr(0, name_letters_max).find(';');
    const std::string_view name = end == text.npos ? "" : text.substr(1, end - 1);
    const auto* found = std::find_if(known.begin(), known.end(), [&](const auto& pair) { return pair.first == name; });
    const auto code = name.starts_with('#') ? parse_code(name) : std::nullopt;
    if (found != known.end()) {
      decoded += found->second;
    } else if (code) {
      append_utf8(decoded, *code);
    } else {
      decoded += '&';
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(end + 1);
  }
  return decoded;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(white) - first + 1);
}

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::vector<XmpProperty> run() {
    for (std::size_t at = text_.find('<'); at != text_.npos && found_.size() < xmp_properties_max;) {
      const std::size_t end = read_markup(at);
      if (end == text_.npos) break;
      at = std::min(text_.find('<', end), text_.size());
      read_text(end, at);
      if (at == text_.size()) break;
    }
    return std::move(found_);
  }

 private:
  // Behind the markup that begins at `at`; npos where it has no end.
  std::size_t read_markup(std::size_t at) {
    const std::string_view start = text_.substr(at, 9);
    if (start.starts_with("<!--")) return past("-->", at);
    if (start.starts_with("<?")) return past("?>", at);
    if (start == "<![CDATA[") return past("]]>", at);
    if (start.starts_with("</")) {
      if (!names_.empty()) names_.pop_back();
      return past(">", at);
    }
    return read_element(at);
  }

  [[nodiscard]] std::size_t past(std::string_view end, std::size_t at) const {
    const std::size_t found = text_.find(end, at);
    return found == text_.npos ? found : found + end.size();
  }

  std::size_t read_element(std::size_t at) {
    const std::size_t name_end = std::min(text_.find_first_of(" \t\r\n/>", at + 1), text_.size());
    const std::string_view name = text_.substr(at + 1, name_end - at - 1);
    attributes_.clear();
    std::size_t end = name_end;
    while (end < text_.size() && text_[end] != '>') {
      if (text_[end] == '/' || white.find(text_[end]) != white.npos) {
        ++end;
      } else if (!read_attribute(end)) {
        return text_.npos;
      }
    }
    if (end == text_.size() || names_.size() == xmp_depth_max) return text_.npos;
    names_.push_back(usual_name(name));
    for (const Attribute& attribute : attributes_) add_attribute(attribute);
    if (text_[end - 1] == '/') names_.pop_back();
    return end + 1;
  }

  struct Attribute {
    std::string_view name;
    std::string_view value;
    std::size_t offset;
  };

  // Declarations count for all that follows: packets declare a prefix once, at the top.
  bool read_attribute(std::size_t& at) {
    const std::size_t equals = text_.find('=', at);
    if (equals == text_.npos) return false;
    const std::size_t quote = text_.find_first_not_of(white, equals + 1);
    if (quote == text_.npos || (text_[quote] != '"' && text_[quote] != '\'')) return false;
    const std::size_t end = text_.find(text_[quote], quote + 1);
    if (end == text_.npos) return false;
    const Attribute attribute{trim(text_.substr(at, equals - at)), text_.substr(quote + 1, end - quote - 1), quote + 1};
    at = end + 1;
    if (attribute.name.starts_with("xmlns:")) {
      constexpr std::size_t prefixes_max = 256;
      if (prefixes_.size() < prefixes_max) prefixes_[std::string(attribute.name.substr(6))] = attribute.value;
    } else if (attributes_.size() < xmp_properties_max) {
      attributes_.push_back(attribute);
    }
    return true;
  }

  void add_attribute(const Attribute& attribute) {
    const std::string name = usual_name(attribute.name);
    if (name == "rdf:resource") {
      add(property_name(), attribute.value, attribute.offset);
    } else if (!name.starts_with("rdf:") && !name.starts_with("xml:") && !name.starts_with("x:")) {
      add(name, attribute.value, attribute.offset);
    }
  }

  void read_text(std::size_t from, std::size_t to) {
    const std::string_view value = trim(text_.substr(from, to - from));
    if (!value.empty()) add(property_name(), value, static_cast<std::size_t>(value.data() - text_.data()));
  }

  void add(const std::string& name, std::string_view value, std::size_t offset) {
    if (name.empty() || found_.size() == xmp_properties_max) return;
    found_.push_back({name, decode_entities(trim(value)), offset});
  }

  // The nearest element that is no part of RDF's own syntax.
  [[nodiscard]] std::string property_name() const {
    const auto found = std::find_if(names_.rbegin(), names_.rend(), [](const std::string& name) {
      return !name.starts_with("rdf:") && !name.starts_with("x:");
    });
    return found == names_.rend() ? "" : *found;
  }

  // A prefix nobody declared is taken for the usual one; one declared for another namespace must not pass for it.
  [[nodiscard]] std::string usual_name(std::string_view name) const {
    const std::size_t colon = name.find(':');
    if (colon == name.npos) return std::string(name);
    const auto declared = prefixes_.find(std::string(name.substr(0, colon)));
    if (declared == prefixes_.end()) return std::string(name);
    const auto* known = std::find_if(namespaces.begin(), namespaces.end(),
                                     [&](const Namespace& one) { return one.uri == declared->second; });
    const bool strange = std::any_of(namespaces.begin(), namespaces.end(),
                                     [&](const Namespace& one) { return one.prefix == declared->first; });
    if (known != namespaces.end()) return std::string(known->prefix) + std::string(name.substr(colon));
    return strange ? "other" + std::string(name.substr(colon)) : std::string(name);
  }

  std::string_view text_;
  std::vector<std::string> names_;
  std::vector<Attribute> attributes_;
  std::map<std::string, std::string_view> prefixes_;
  std::vector<XmpProperty> found_;
};

}  // namespace

std::vector<XmpProperty> parse_xmp(ByteView packet) {
  return Scan({reinterpret_cast<const char*>(packet.data()), packet.size()}).run();
}

}  // namespace redress::provenance
