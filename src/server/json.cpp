// SPDX-License-Identifier: Apache-2.0
#include "server/json.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace redress::server {
namespace {

// Watches a parse for what the library lets pass: depth and repeated keys.
class Watch {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    if (depth >= json_depth_max) is_too_deep_ = true;
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end && !keys_.empty()) keys_.pop_back();
    if (event == Json::parse_event_t::key && !keys_.empty()) {
      has_double_key_ = !keys_.back().insert(parsed.get_ref<const std::string&>()).second || has_double_key_;
    }
    return true;
  }
  [[nodiscard]] bool is_too_deep() const { return is_too_deep_; }
  [[nodiscard]] bool has_double_key() const { return has_double_key_; }

 private:
  std::vector<std::set<std::string>> keys_;
  bool is_too_deep_ = false;
  bool has_double_key_ = false;
};

// Depth is bounded before the library builds anything: brackets outside strings.
bool is_within_depth(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > json_depth_max) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (text.size() > json_bytes_max) return Error{Code::invalid, "more than 1 MiB of JSON: send less at once"};
  if (!is_within_depth(text)) return Error{Code::invalid, "nested more than 32 levels deep"};
  Watch watch;
  auto value = Json::parse(text, std::ref(watch), false);
  if (value.is_discarded()) return Error{Code::invalid, "this is not well-formed JSON in UTF-8"};
  if (watch.has_double_key()) return Error{Code::invalid, "a name stands twice in one object: say each thing once"};
  return value;
}

std::string render_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

http::Response reply_json(int status, const Json& value) {
  return http::reply(status, "application/json", render_json(value));
}

bool is_plain_text(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max || !is_utf8(text)) return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
  });
}

ObjectReader::ObjectReader(const Json& value, std::string pointer, Faults& faults)
    : value_(value.is_object() ? &value : nullptr), pointer_(std::move(pointer)), faults_(faults) {
  if (value_ == nullptr) faults_.add_shape(pointer_, "must be an object");
}

std::string ObjectReader::pointer_to(std::string_view name) const {
  std::string pointer = pointer_ + "/";
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::string ObjectReader::pointer_to(std::string_view name, std::size_t index) const {
  return pointer_to(name) + "/" + std::to_string(index);
}

// The rooms inside repeat the word they did not know, which helps in a file of one's own. Here it is a stranger's text:
// only the list of allowed words is passed on.
void ObjectReader::fault_word(std::string_view name, std::string_view message) {
  const auto list = message.rfind("one of:");
  const bool has_list = list != std::string_view::npos;
  fault(name, has_list ? "must be " + std::string(message.substr(list)) : "is not a word that is known here");
}

const Json* ObjectReader::find(std::string_view name) {
  asked_.emplace(name);
  if (value_ == nullptr) return nullptr;
  const auto found = value_->find(name);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

bool ObjectReader::has(std::string_view name) { return find(name) != nullptr; }

std::string ObjectReader::text(std::string_view name, std::size_t bytes_max) {
  const Json* found = find(name);
  if (found == nullptr) return {};
  if (!found->is_string()) {
    faults_.add_shape(pointer_to(name), "must be a text");
    return {};
  }
  const auto& written = found->get_ref<const std::string&>();
  if (!is_plain_text(written, bytes_max)) {
    fault(name, "must be plain text of at most " + std::to_string(bytes_max) + " bytes");
    return {};
  }
  return written;
}

std::string ObjectReader::required_text(std::string_view name, std::size_t bytes_max) {
  if (!has(name)) {
    fault(name, "is required");
    return {};
  }
  auto written = text(name, bytes_max);
  if (written.empty() && find(name)->is_string()) fault(name, "must not be empty");
  return written;
}

bool ObjectReader::boolean(std::string_view name, bool otherwise) {
  const Json* found = find(name);
  if (found == nullptr) return otherwise;
  if (found->is_boolean()) return found->get<bool>();
  faults_.add_shape(pointer_to(name), "must be true or false");
  return otherwise;
}

std::int64_t ObjectReader::integer(std::string_view name, std::int64_t low, std::int64_t high, std::int64_t otherwise) {
  const Json* found = find(name);
  if (found == nullptr) return otherwise;
  if (!found->is_number_integer()) {
    faults_.add_shape(pointer_to(name), "must be a whole number");
    return otherwise;
  }
  const bool is_huge = found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(high);
  const auto number = is_huge ? high : found->get<std::int64_t>();
  if (!is_huge && number >= low && number <= high) return number;
  fault(name, "must be from " + std::to_string(low) + " to " + std::to_string(high));
  return otherwise;
}

std::optional<Instant> ObjectReader::instant(std::string_view name) {
  const auto written = text(name, 64);
  if (written.empty()) {
    if (has(name) && find(name)->is_string()) fault(name, "must not be empty");
    return std::nullopt;
  }
  auto parsed = parse_instant(written);
  if (parsed.ok()) return parsed.value();
  fault(name, "must be an instant with an offset, as in 2026-11-22T02:00:00Z");
  return std::nullopt;
}

std::vector<std::string> ObjectReader::texts(std::string_view name, std::size_t count_max, std::size_t bytes_max) {
  std::vector<std::string> list;
  const Json* found = array(name, count_max);
  if (found == nullptr) return list;
  for (std::size_t i = 0; i < found->size(); ++i) {
    const Json& entry = (*found)[i];
    const auto place = pointer_to(name, i);
    if (!entry.is_string()) {
      faults_.add_shape(place, "must be a text");
    } else if (!is_plain_text(entry.get_ref<const std::string&>(), bytes_max) ||
               entry.get_ref<const std::string&>().empty()) {
      faults_.add_value(place, "must be plain text of 1 to " + std::to_string(bytes_max) + " bytes");
    } else {
      list.push_back(entry.get<std::string>());
    }
  }
  return list;
}

const Json* ObjectReader::object(std::string_view name) {
  const Json* found = find(name);
  if (found == nullptr || found->is_object()) return found;
  faults_.add_shape(pointer_to(name), "must be an object");
  return nullptr;
}

const Json* ObjectReader::array(std::string_view name, std::size_t count_max) {
  const Json* found = find(name);
  if (found == nullptr) return nullptr;
  if (!found->is_array()) {
    faults_.add_shape(pointer_to(name), "must be a list");
    return nullptr;
  }
  if (found->size() <= count_max) return found;
  fault(name, "must hold at most " + std::to_string(count_max) + " entries");
  return nullptr;
}

void ObjectReader::finish() {
  if (value_ == nullptr) return;
  for (const auto& entry : value_->items()) {
    // The name itself is not repeated when it is not plain: it is the caller's text.
    if (asked_.contains(entry.key())) continue;
    const bool is_short_name = entry.key().size() <= 64 && is_plain_text(entry.key(), 64);
    faults_.add_value(is_short_name ? pointer_to(entry.key()) : pointer_, "is not a field of this request");
  }
}

}  // namespace redress::server
