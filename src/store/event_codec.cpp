// SPDX-License-Identifier: Apache-2.0
#include "store/event_codec.hpp"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "store/event_fields.hpp"
#include "store/event_words.hpp"

namespace redress::store {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, std::variant_size_v<cases::EventBody>> types{"notice_received",
                                                                                    "notice_withdrawn",
                                                                                    "items_added",
                                                                                    "clock_started",
                                                                                    "clock_moved",
                                                                                    "clock_ended",
                                                                                    "escalated",
                                                                                    "on_risk_applied",
                                                                                    "claimed",
                                                                                    "released",
                                                                                    "measure_ordered",
                                                                                    "measure_moved",
                                                                                    "found_reachable",
                                                                                    "decided",
                                                                                    "decision_reversed",
                                                                                    "clarification_asked",
                                                                                    "clarification_given",
                                                                                    "extension_granted",
                                                                                    "impossible_declared",
                                                                                    "impossible_ended",
                                                                                    "appealed",
                                                                                    "appeal_decided",
                                                                                    "personal_erased",
                                                                                    "closed"};

// --- writing ------------------------------------------------------------------------------------------------------
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

// Canonical JSON straight into a string: names sorted, nothing between the tokens. The library would build a tree of
// maps first, which costs a notice more than everything else together; the tests hold the two to the same bytes.
struct Sink {
  std::string text;
  bool is_utf8 = true;
};

// Plain ASCII is copied; anything else is the library's work.
void write_text(Sink& sink, std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c != 0x7f && c != '"' && c != '\\'; });
  if (plain) {
    sink.text.append(1, '"').append(text).append(1, '"');
    return;
  }
  // It says "not UTF-8" by an exception: caught at this door.
  try {
    sink.text += Json(std::string(text)).dump();
  } catch (const Json::exception&) {
    sink.is_utf8 = false;
  }
}

template <class T>
void write(Sink& sink, const T& value);

// Its members come by name, as event_fields.hpp has them.
class Writer {
 public:
  explicit Writer(Sink& sink) : sink_(sink) { sink_.text += '{'; }
  ~Writer() { sink_.text += '}'; }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <class T>
  void operator()(std::string_view name, const T& value) {
    if constexpr (IsVector<T>::value || std::is_same_v<T, std::string>) {
      if (!value.empty()) add(name, value);
    } else if constexpr (IsOptional<T>::value) {
      if (value) add(name, *value);
    } else {
      add(name, value);
    }
  }
  template <class T>
  void add(std::string_view name, const T& value) {
    CHECK(before_ < name);
    if (!before_.empty()) sink_.text += ',';
    sink_.text.append(1, '"').append(name).append("\":");
    write(sink_, value);
    before_ = name;
  }

 private:
  Sink& sink_;
  std::string_view before_;
};

template <class T>
void write_list(Sink& sink, const std::vector<T>& list) {
  sink.text += '[';
  for (const T& one : list) {
    if (&one != list.data()) sink.text += ',';
    write(sink, one);
  }
  sink.text += ']';
}

template <class T>
void write(Sink& sink, const T& value) {
  if constexpr (std::is_enum_v<T>) {
    write_text(sink, render(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    write_text(sink, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    sink.text += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    sink.text += std::to_string(value);
  } else if constexpr (std::is_same_v<T, Instant>) {
    sink.text += std::to_string(value.ms);
  } else if constexpr (std::is_same_v<T, Id>) {
    write_text(sink, render_id(value));
  } else if constexpr (std::is_same_v<T, law::Territory>) {
    write_list(sink, law::render_territory(value));
  } else if constexpr (IsVector<T>::value) {
    write_list(sink, value);
  } else {
    Writer writer(sink);
    // fields() names the members once for both directions; the writer only reads them.
    fields(writer, const_cast<T&>(value));
  }
}

// --- looking at the texts alone ------------------------------------------------------------------------------------
struct TextCheck {
  bool is_good = true;

  template <class T>
  void operator()(std::string_view, const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      is_good = is_good && is_utf8(value);
    } else if constexpr (IsOptional<T>::value) {
      if (value) (*this)("", *value);
    } else if constexpr (IsVector<T>::value) {
      for (const auto& one : value) (*this)("", one);
    } else if constexpr (requires { fields(*this, const_cast<T&>(value)); }) {
      fields(*this, const_cast<T&>(value));
    }
  }
};

// --- reading ------------------------------------------------------------------------------------------------------
template <class T>
bool read(const Json& json, T& value);

struct Reader {
  const Json& in;
  bool fits = true;
  std::size_t used = 0;

  template <class T>
  void operator()(const char* name, T& value) {
    const auto found = in.find(name);
    if (found == in.end()) {
      fits = fits && (IsVector<T>::value || IsOptional<T>::value || std::is_same_v<T, std::string>);
      return;
    }
    ++used;
    if constexpr (IsOptional<T>::value) {
      fits = read(*found, value.emplace()) && fits;
    } else {
      fits = read(*found, value) && fits;
    }
    // Left out when empty: an empty one was not written by us.
    if constexpr (IsVector<T>::value || std::is_same_v<T, std::string>) fits = fits && !value.empty();
  }
};

bool read_number(const Json& json, std::int64_t low, std::int64_t high, std::int64_t& value) {
  if (!json.is_number_integer()) return false;
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(high)) return false;
  value = json.get<std::int64_t>();
  return value >= low && value <= high;
}

template <class T>
bool read_text(const Json& json, T& value) {
  const auto* text = json.template get_ptr<const std::string*>();
  if (text == nullptr) return false;
  const auto assign = [&](auto&& parsed) {
    if (!parsed.ok()) return false;
    value = std::move(parsed).value();
    return true;
  };
  if constexpr (std::is_same_v<T, Id>) {
    return assign(parse_id(*text));
  } else if constexpr (std::is_enum_v<T>) {
    return assign(parse_enum<T>(*text));
  } else {
    value = *text;
    return true;
  }
}

template <class T>
bool read(const Json& json, T& value) {
  std::int64_t number = 0;
  if constexpr (std::is_enum_v<T> || std::is_same_v<T, std::string> || std::is_same_v<T, Id>) {
    return read_text(json, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    value = json.is_boolean() && json.get<bool>();
    return json.is_boolean();
  } else if constexpr (std::is_same_v<T, int>) {
    if (!read_number(json, -2'000'000'000, 2'000'000'000, number)) return false;
    value = static_cast<int>(number);
    return true;
  } else if constexpr (std::is_same_v<T, Instant>) {
    // Years 0 to 9999: what an instant can be written as.
    if (!read_number(json, -62'167'219'200'000, 253'402'300'799'999, number)) return false;
    value = Instant{number};
    return true;
  } else if constexpr (std::is_same_v<T, law::Territory>) {
    std::vector<std::string> codes;
    if (!read(json, codes)) return false;
    auto territory = law::parse_territory(codes);
    if (!territory.ok()) return false;
    value = std::move(territory).value();
    return true;
  } else if constexpr (IsVector<T>::value) {
    if (!json.is_array()) return false;
    value.clear();
    for (const Json& one : json) {
      if (!read(one, value.emplace_back())) return false;
    }
    return true;
  } else {
    if (!json.is_object()) return false;
    Reader reader{json};
    fields(reader, value);
    return reader.fits && reader.used == json.size();
  }
}

// --- whole texts ---------------------------------------------------------------------------------------------------
Error not_utf8() { return Error{Code::invalid, "a text is not UTF-8: send it again in UTF-8"}; }

Result<std::string> take(Sink sink) {
  if (sink.is_utf8) return std::move(sink.text);
  return not_utf8();
}

template <class T>
Result<std::string> encode(const T& value) {
  Sink sink;
  write(sink, value);
  return take(std::move(sink));
}

Error corrupt(std::string_view what) {
  return Error{Code::corrupt,
               "a stored " + std::string(what) + " cannot be read: restore the data folder from a backup"};
}

template <class T>
Result<T> parse_text(std::string_view text, std::string_view what) {
  const Json json = Json::parse(text, nullptr, false);
  T value;
  if (!json.is_object() || !read(json, value)) return corrupt(what);
  return value;
}

template <class Body>
cases::Personal* find_personal(Body& body) {
  if constexpr (requires { body.personal; }) {
    return &body.personal;
  } else {
    return nullptr;
  }
}

const cases::Personal* find_personal(const cases::Event& event) {
  return std::visit([](auto& body) -> const cases::Personal* { return find_personal(body); },
                    const_cast<cases::EventBody&>(event.body));
}

template <std::size_t index = 0>
bool read_body(std::size_t type, const Json& json, cases::EventBody& body) {
  if constexpr (index == std::variant_size_v<cases::EventBody>) {
    return false;
  } else {
    if (type == index) return read(json, body.emplace<index>());
    return read_body<index + 1>(type, json, body);
  }
}

}  // namespace

std::string_view render_type(const cases::EventBody& body) { return types.at(body.index()); }

Result<Encoded> encode_event(const cases::Event& event) {
  Encoded encoded;
  encoded.type = render_type(event.body);
  Sink sink;
  {
    Writer writer(sink);
    writer.add("by", event.by);
    std::visit([&](const auto& body) { writer.add("data", body); }, event.body);
    writer.add("v", body_version);
  }
  TRY_ASSIGN(encoded.body, take(std::move(sink)));
  const cases::Personal* const personal = find_personal(event);
  if (personal != nullptr && !personal->is_empty()) {
    TRY_ASSIGN(encoded.personal, encode(*personal));
  }
  return encoded;
}

Status check_texts(const cases::Event& event) {
  TextCheck check;
  check("", event.by);
  std::visit([&](const auto& body) { check("", body); }, event.body);
  if (const cases::Personal* const personal = find_personal(event)) check("", *personal);
  return check.is_good ? Status(Done{}) : not_utf8();
}

Result<cases::Event> decode_event(std::string_view type, Instant at, std::string_view body,
                                  std::optional<std::string_view> personal) {
  const auto known = std::find(types.begin(), types.end(), type);
  if (known == types.end()) return corrupt("event of an unknown type");
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object() || json.size() != 3 || !json.contains("v") || !json.contains("by") || !json.contains("data")) {
    return corrupt("event");
  }
  if (!json["v"].is_number_integer() || json["v"] != body_version) return corrupt("event of another version");
  cases::Event event;
  event.at = at;
  if (!read(json["by"], event.by) ||
      !read_body(static_cast<std::size_t>(known - types.begin()), json["data"], event.body)) {
    return corrupt("event");
  }
  if (personal) {
    auto* const into = std::visit([](auto& one) { return find_personal(one); }, event.body);
    if (into == nullptr) return corrupt("event");
    TRY_ASSIGN(*into, parse_text<cases::Personal>(*personal, "personal part"));
    if (into->is_empty()) return corrupt("personal part");
  }
  return event;
}

Result<Encoded> encode_content(const Content& content) {
  TRY_ASSIGN(std::string body, encode(content));
  return Encoded{std::string(content_type), std::move(body), std::nullopt};
}

Result<Content> decode_content(Instant at, std::string_view body) {
  TRY_ASSIGN(Content content, parse_text<Content>(body, "content"));
  content.registered_at = at;
  return content;
}

Result<std::string> encode_items(const std::vector<cases::ItemFacts>& items) { return encode(items); }
Result<std::string> encode_order(const law::OrderFacts& order) { return encode(order); }
Result<std::string> encode_texts(const std::vector<std::string>& texts) { return encode(texts); }

Result<std::string> encode_hold(const Hold& hold) { return encode(hold); }
Result<Hold> decode_hold(std::string_view text) { return parse_text<Hold>(text, "hold"); }
Result<std::string> encode_door(const Door& door) { return encode(door); }
Result<Door> decode_door(std::string_view text) { return parse_text<Door>(text, "door"); }

}  // namespace redress::store
