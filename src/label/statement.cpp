// SPDX-License-Identifier: Apache-2.0
#include "label/statement.hpp"

#include <fmt/format.h>

#include <array>

namespace redress::label {
namespace {

constexpr std::string_view rdf_end = "</rdf:RDF>";

std::string escape_xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string escape_json(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string render_description(const Statement& statement) {
  std::string text =
      "<rdf:Description rdf:about=\"\" xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" "
      "xmlns:TC260=\"http://www.tc260.org.cn/ns/AIGC/1.0/\" xmlns:redress=\"urn:redress:label:1.0\">";
  const std::string source = render_source_type(statement.label);
  if (!source.empty()) {
    text += "<Iptc4xmpExt:DigitalSourceType>" + source + "</Iptc4xmpExt:DigitalSourceType>";
  }
  if (statement.regime == Regime::china) {
    text += "<TC260:AIGC>" + escape_xml(render_aigc(statement)) + "</TC260:AIGC>";
  }
  text += "<redress:record>" + render_record_urn(statement.record) + "</redress:record></rdf:Description>";
  return text;
}

}  // namespace

std::string render_source_type(LabelClass label) {
  constexpr std::array<std::string_view, 2> terms = {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"};
  if (label == LabelClass::suspected) return "";
  return "http://cv.iptc.org/newscodes/digitalsourcetype/" + std::string(terms.at(static_cast<std::size_t>(label) - 1));
}

std::string render_aigc(const Statement& statement) {
  const char* label = statement.label == LabelClass::suspected ? "3" : "1";
  return fmt::format(R"({{"Label":"{}","ContentProducer":"{}","ProduceID":"{}","ReservedCode1":"",)"
                     R"("ContentPropagator":"","PropagateID":"","ReservedCode2":""}})",
                     label, escape_json(statement.producer), render_record_urn(statement.record));
}

std::string render_record_urn(std::uint64_t record) { return fmt::format("urn:redress:label:{:014x}", record); }

Result<std::string> add_statement(std::string_view packet, const Statement& statement) {
  const std::string description = render_description(statement);
  if (packet.empty()) {
    return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
           "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">" +
           description + std::string(rdf_end) + "</x:xmpmeta><?xpacket end=\"w\"?>";
  }
  for (const std::string_view said : {"DigitalSourceType", "/ns/AIGC/", "urn:redress:label:"}) {
    if (packet.find(said) == std::string_view::npos) continue;
    return Error{Code::conflict, fmt::format("the file's XMP already says something of '{}': look at it first", said)};
  }
  const std::size_t end = packet.rfind(rdf_end);
  if (end == std::string_view::npos) {
    return Error{Code::unsupported, "the file's XMP is not plain RDF in UTF-8: nothing can be added to it safely"};
  }
  std::string merged(packet.substr(0, end));
  merged += description;
  merged += packet.substr(end);
  return merged;
}

}  // namespace redress::label
