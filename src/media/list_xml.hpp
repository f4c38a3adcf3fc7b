// SPDX-License-Identifier: Apache-2.0
// media/list_xml.hpp — what the parsers of an exchange's XML share: expat over the whole text at once, with no document
// type and nothing deeper than the limit.
//
// Use this when   writing such a parser, for a worker: it is told each element as it opens and as it closes.
// Errors          a ListRefusal other than `none`; what was read is then worth nothing. std::bad_alloc may be thrown.
// Threads         one parse at a time for one object.
// Source          XML 1.0. Names count, namespaces do not.
// Never           accepts a document type, so that no entity but XML's own five exists.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

struct XML_ParserStruct;

namespace redress::media {

inline constexpr int list_depth_max = 16;

// Crosses from the worker as a number: the text a person reads is ours, never a parser's.
enum class ListRefusal : std::uint8_t {
  none,
  empty,
  not_xml,
  not_a_list,
  doctype,
  too_deep,
  too_many,
  bad_next,
  too_large,
  memory,
  time,
  crashed,
  count
};

class ListParser {
 public:
  virtual ~ListParser() = default;
  [[nodiscard]] ListRefusal parse(ByteView xml);

 protected:
  // `attributes`: a name and its value in turn, then nullptr.
  virtual void open(std::string_view name, const char** attributes) = 0;
  // `text`: what stands between the element's last child and its end, without the white space around it.
  virtual void close(const std::string& text) = 0;
  void refuse(ListRefusal why);
  [[nodiscard]] int depth() const { return depth_; }  // of the element that opens or closes; the root's is 1

 private:
  void begin(std::string_view name, const char** attributes);
  void end();

  XML_ParserStruct* parser_ = nullptr;
  ListRefusal refusal_ = ListRefusal::none;
  int depth_ = 0;
  bool has_root_ = false;
  std::string text_;
};

// Empty: there is none of this name.
[[nodiscard]] std::string_view find_attribute(const char** attributes, std::string_view name);
// Letters, digits and signs of ASCII; no space.
[[nodiscard]] bool is_printable(std::string_view text);

}  // namespace redress::media
