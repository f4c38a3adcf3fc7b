// SPDX-License-Identifier: Apache-2.0
#include "media/reason_list_xml.hpp"

#include "media/hash_list_xml.hpp"

namespace redress::media {
namespace {

// One question mark a letter, not a byte: the bytes that only continue one are passed over.
std::string make_printable(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) == 0x80U) continue;
    plain += byte >= 0x20 && byte < 0x7f ? c : '?';
  }
  return plain;
}

class Reader final : public ListParser {
 public:
  explicit Reader(ReasonList& list) : list_(list) {}

 private:
  void open(std::string_view name, const char** attributes) override {
    if (depth() == 1 && name != "availableFeedbackReasons") return refuse(ListRefusal::not_a_list);
    if (depth() == 2 && name == "reason") take_reason(attributes);
  }
  void close(const std::string& /*text*/) override {}

  void take_reason(const char** attributes) {
    if (list_.reasons.size() + list_.fault_count == reason_count_max) return refuse(ListRefusal::too_many);
    ListedReason reason{std::string(find_attribute(attributes, "guid")),
                        make_printable(find_attribute(attributes, "name")),
                        std::string(find_attribute(attributes, "type"))};
    if (is_sound(reason)) {
      list_.reasons.push_back(std::move(reason));
    } else {
      ++list_.fault_count;
    }
  }

  ReasonList& list_;
};

}  // namespace

ListRefusal parse_reason_list(ByteView xml, ReasonList& list) {
  list = {};
  if (xml.empty()) return ListRefusal::empty;
  if (xml.size() > reason_list_bytes_max) return ListRefusal::too_large;
  return Reader(list).parse(xml);
}

Error explain_reasons(ListRefusal refusal) {
  switch (refusal) {
    case ListRefusal::not_a_list:
      return {Code::invalid, "the page is not a list of reasons: its root is not availableFeedbackReasons"};
    case ListRefusal::too_many:
      return {Code::exhausted, "the page has more than 256 reasons"};
    case ListRefusal::too_large:
      return {Code::exhausted, "the page is larger than 1 MiB"};
    default:
      return explain(refusal);
  }
}

}  // namespace redress::media
