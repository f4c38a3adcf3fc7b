// SPDX-License-Identifier: Apache-2.0
#include "media/list_xml.hpp"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace redress::media {
namespace {

constexpr std::size_t text_bytes_max = 4'096;  // longer than anything that is kept
constexpr char name_separator = '|';           // between a namespace and a name

std::string_view local_name(const char* name) {
  const std::string_view all(name);
  return all.substr(all.rfind(name_separator) + 1);
}

ListParser& parser_of(void* held) { return *static_cast<ListParser*>(held); }

}  // namespace

std::string_view find_attribute(const char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (*attributes == name) return attributes[1];
  }
  return {};
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void ListParser::refuse(ListRefusal why) {
  if (refusal_ != ListRefusal::none) return;
  refusal_ = why;
  XML_StopParser(parser_, XML_FALSE);
}

void ListParser::begin(std::string_view name, const char** attributes) {
  if (refusal_ != ListRefusal::none) return;
  if (depth_ == list_depth_max) return refuse(ListRefusal::too_deep);
  ++depth_;
  has_root_ = true;
  text_.clear();
  open(name, attributes);
}

void ListParser::end() {
  if (refusal_ != ListRefusal::none) return;
  // White space around a value is the writer's, not the value's.
  const std::size_t from = text_.find_first_not_of(" \t\r\n");
  const std::size_t to = text_.find_last_not_of(" \t\r\n");
  text_ = from == std::string::npos ? std::string() : text_.substr(from, to - from + 1);
  close(text_);
  text_.clear();
  --depth_;
}

ListRefusal ListParser::parse(ByteView xml) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreateNS(nullptr, name_separator),
                                                                            &XML_ParserFree);
  if (!parser) return ListRefusal::memory;
  parser_ = parser.get();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(
      parser_,
      [](void* held, const XML_Char* name, const XML_Char** attributes) {
        parser_of(held).begin(local_name(name), attributes);
      },
      [](void* held, const XML_Char*) { parser_of(held).end(); });
  XML_SetCharacterDataHandler(parser_, [](void* held, const XML_Char* text, int bytes) {
    std::string& all = parser_of(held).text_;
    if (all.size() < text_bytes_max) all.append(text, static_cast<std::size_t>(bytes));
  });
  XML_SetStartDoctypeDeclHandler(parser_, [](void* held, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    parser_of(held).refuse(ListRefusal::doctype);
  });
  // Whole and at once: the text lies in memory, and a token cut over several calls would be scanned again each time.
  const auto* bytes = reinterpret_cast<const char*>(xml.data());
  const XML_Status status = XML_Parse(parser_, bytes, static_cast<int>(xml.size()), XML_TRUE);
  if (refusal_ != ListRefusal::none) return refusal_;
  if (XML_GetErrorCode(parser_) == XML_ERROR_NO_MEMORY) return ListRefusal::memory;
  return status == XML_STATUS_OK && has_root_ ? ListRefusal::none : ListRefusal::not_xml;
}

}  // namespace redress::media
