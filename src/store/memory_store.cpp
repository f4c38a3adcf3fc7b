// SPDX-License-Identifier: Apache-2.0
#include "store/memory_store.hpp"

#include <algorithm>

#include "cases/decide.hpp"
#include "store/event_codec.hpp"

namespace redress::store {
namespace {

Error no_such_case() { return Error{Code::not_found, "there is no such case"}; }

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

// What a disk would refuse, memory refuses too.
Status verify_append(const Append& append) {
  for (const cases::Event& event : append.events) TRY(encode_event(event));
  for (const Content& content : append.contents) TRY(encode_content(content));
  return Done{};
}

}  // namespace

MemoryStore::MemoryStore() {
  CaseKeysOptions options;
  options.path = ":memory:";
  options.batch_count = 16;
  options.in_background = false;
  options.on_commit_failure = [](const std::string&) {};
  auto keys = CaseKeys::open(std::move(options));
  CHECK(keys.ok());
  keys_ = std::move(keys).value();
  CHECK(keys_->start_after(0).ok());
}

Status MemoryStore::append(std::span<const Append> group) {
  return tables_.write([&](Tables& tables) -> Status {
    if (tables.fail_next) return std::exchange(tables.fail_next, std::nullopt).value();
    for (const Append& append : group) TRY(verify_append(append));
    for (const Append& append : group) write(tables, append, *keys_);
    return Done{};
  });
}

void MemoryStore::fail_next(Error error) {
  tables_.write([&](Tables& tables) { tables.fail_next = std::move(error); });
}

void MemoryStore::write_event(Tables& tables, const Append& append, const cases::Event& event, CaseKeys& keys) {
  CaseEntry& entry = tables.cases[append.case_id];
  if (entry.slot == 0) {
    auto slot = keys.take();
    CHECK(slot.ok());
    entry.slot = slot.value();
  }
  entry.records.push_back(tables.journal.size());
  tables.journal.push_back(Record{tables.journal.size() + 1, append.case_id, entry.records.size(), event, entry.slot,
                                  append.clock_error_ms});
  if (!std::holds_alternative<cases::PersonalErased>(event.body)) return;
  tables.erasures.push_back({entry.slot, tables.journal.size(), append.case_id, event.at});
  entry.slot = 0;
}

void MemoryStore::write(Tables& tables, const Append& append, CaseKeys& keys) {
  if (!append.events.empty()) {
    CaseEntry& entry = tables.cases[append.case_id];
    if (!append.case_code.empty()) {
      entry.code = append.case_code;
      tables.codes[entry.code] = append.case_id;
    }
    CHECK(!entry.code.empty());
    for (const cases::Event& event : append.events) write_event(tables, append, event, keys);
    entry.row = make_case_row(append.after, entry.code, append.next_wake);
    entry.holds = list_holds(append.after, entry.code);
    for (const std::string& key : list_item_keys(append.after, 0)) tables.items[key].insert(append.case_id);
    if (append.secret_digest != Digest{}) entry.secrets[append.notice_no] = append.secret_digest;
  }
  for (const Content& content : append.contents) {
    tables.journal.push_back(Record{tables.journal.size() + 1, Id{}, 0, content, 0, append.clock_error_ms});
    tables.contents[content.content_id] = content;
    for (const std::string& url : content.urls) tables.content_urls[url] = content.content_id;
  }
  if (!append.idempotency_key.empty()) {
    tables.remembered[append.idempotency_key] = Remembered{append.request_digest, append.answer};
  }
  for (const Delivery& delivery : append.deliveries) tables.deliveries[{delivery.receiver, delivery.id}] = delivery;
  if (append.cursor) tables.cursors[append.cursor->reactor] = append.cursor->position;
  if (append.erasure) erase(tables, *append.erasure);
}

void MemoryStore::erase(Tables& tables, const Erasure& erasure) {
  std::erase_if(tables.erasures, [&](const Erasure& waiting) { return waiting.slot == erasure.slot; });
  const auto entry = tables.cases.find(erasure.case_id);
  if (entry == tables.cases.end()) return;
  for (const std::size_t at : entry->second.records) {
    if (tables.journal[at].key_slot != erasure.slot) continue;
    auto& event = std::get<cases::Event>(tables.journal[at].body);
    std::visit(
        [](auto& body) {
          if constexpr (requires { body.personal; }) body.personal = {};
        },
        event.body);
  }
}

Result<std::vector<Record>> MemoryStore::load_case(const Id& case_id) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<Record>> {
    const auto entry = tables.cases.find(case_id);
    if (entry == tables.cases.end()) return no_such_case();
    std::vector<Record> records;
    for (const std::size_t at : entry->second.records) records.push_back(tables.journal[at]);
    hide_erased(records);
    return records;
  });
}

Result<std::vector<Record>> MemoryStore::load_after(std::uint64_t position, std::size_t count_max) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<Record>> {
    const std::size_t first = std::min<std::size_t>(position, tables.journal.size());
    const std::size_t last = std::min(tables.journal.size(), first + count_max);
    return std::vector<Record>(tables.journal.begin() + static_cast<std::ptrdiff_t>(first),
                               tables.journal.begin() + static_cast<std::ptrdiff_t>(last));
  });
}

Result<std::uint64_t> MemoryStore::find_last_position() const {
  return tables_.read([](const Tables& tables) -> Result<std::uint64_t> { return tables.journal.size(); });
}

Result<std::optional<Remembered>> MemoryStore::find_remembered(const std::string& idempotency_key) const {
  return tables_.read([&](const Tables& tables) -> Result<std::optional<Remembered>> {
    return find_in(tables.remembered, idempotency_key);
  });
}

Result<std::optional<Id>> MemoryStore::find_case_by_code(const std::string& case_code) const {
  return tables_.read(
      [&](const Tables& tables) -> Result<std::optional<Id>> { return find_in(tables.codes, case_code); });
}

Result<std::string> MemoryStore::find_code(const Id& case_id) const {
  return tables_.read([&](const Tables& tables) -> Result<std::string> {
    const auto entry = tables.cases.find(case_id);
    if (entry == tables.cases.end()) return no_such_case();
    return entry->second.code;
  });
}

Result<std::uint64_t> MemoryStore::find_event_count(const Id& case_id) const {
  return tables_.read([&](const Tables& tables) -> Result<std::uint64_t> {
    const auto entry = tables.cases.find(case_id);
    return entry == tables.cases.end() ? 0 : entry->second.records.size();
  });
}

Result<bool> MemoryStore::has_secret(const Id& case_id, const Digest& secret_digest) const {
  TRY_ASSIGN(const auto notice_no, find_notice_by_secret(case_id, secret_digest));
  return notice_no.has_value();
}

Result<std::optional<int>> MemoryStore::find_notice_by_secret(const Id& case_id, const Digest& secret_digest) const {
  return tables_.read([&](const Tables& tables) -> Result<std::optional<int>> {
    std::optional<int> found;
    const auto entry = tables.cases.find(case_id);
    if (entry == tables.cases.end()) return found;
    for (const auto& [notice_no, digest] : entry->second.secrets) {
      if (is_equal_constant_time(digest, secret_digest)) found = notice_no;
    }
    return found;
  });
}

std::vector<Id> MemoryStore::find_open(const Tables& tables, const std::string& key) {
  std::vector<Id> ids;
  const auto holders = tables.items.find(key);
  if (holders == tables.items.end()) return ids;
  for (const Id& id : holders->second) {
    if (tables.cases.at(id).row.queue.phase != cases::Phase::closed) ids.push_back(id);
  }
  return ids;
}

Result<std::vector<Id>> MemoryStore::find_cases_by_content(const std::string& content_id) const {
  return tables_.read(
      [&](const Tables& tables) -> Result<std::vector<Id>> { return find_open(tables, content_key(content_id)); });
}

Result<std::vector<Id>> MemoryStore::find_cases_by_bank_entry(int entry_no) const {
  return tables_.read(
      [&](const Tables& tables) -> Result<std::vector<Id>> { return find_open(tables, bank_entry_key(entry_no)); });
}

Result<std::vector<Id>> MemoryStore::find_cases_by_url(const std::string& url) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<Id>> { return find_open(tables, url_key(url)); });
}

Result<std::vector<QueueRow>> MemoryStore::load_queue(std::size_t count_max) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<QueueRow>> {
    std::vector<QueueRow> queue;
    for (const auto& [id, entry] : tables.cases) {
      if (entry.row.in_queue) queue.push_back(entry.row.queue);
    }
    constexpr Instant last{INT64_MAX};
    std::sort(queue.begin(), queue.end(), [&](const QueueRow& a, const QueueRow& b) {
      return std::pair(a.due_at.value_or(last), a.case_id) < std::pair(b.due_at.value_or(last), b.case_id);
    });
    if (queue.size() > count_max) queue.resize(count_max);
    return queue;
  });
}

Result<Counts> MemoryStore::load_counts() const {
  return tables_.read([](const Tables& tables) -> Result<Counts> {
    Counts counts;
    for (const auto& [id, entry] : tables.cases) count_case(counts, entry.row.queue.phase, entry.row.clocks, 1);
    counts.events = tables.journal.size();
    return counts;
  });
}

Result<std::optional<Content>> MemoryStore::find_content(const std::string& content_id) const {
  return tables_.read(
      [&](const Tables& tables) -> Result<std::optional<Content>> { return find_in(tables.contents, content_id); });
}

Result<std::optional<Content>> MemoryStore::find_content_by_url(const std::string& url) const {
  return tables_.read([&](const Tables& tables) -> Result<std::optional<Content>> {
    const auto content_id = find_in(tables.content_urls, url);
    if (!content_id) return std::optional<Content>{};
    return find_in(tables.contents, *content_id);
  });
}

Status MemoryStore::visit_contents(const std::function<void(const Content&)>& visit) const {
  return tables_.read([&](const Tables& tables) -> Status {
    for (const auto& [id, content] : tables.contents) visit(content);
    return Done{};
  });
}

Status MemoryStore::visit_wakes(const std::function<void(const Wake&)>& visit) const {
  return tables_.read([&](const Tables& tables) -> Status {
    for (const auto& [id, entry] : tables.cases) {
      if (entry.row.wake_at) visit(Wake{*entry.row.wake_at, id});
    }
    return Done{};
  });
}

Status MemoryStore::visit_holds(const std::function<void(const Hold&)>& visit) const {
  return tables_.read([&](const Tables& tables) -> Status {
    for (const auto& [id, entry] : tables.cases) {
      for (const Hold& hold : entry.holds) visit(hold);
    }
    return Done{};
  });
}

Result<std::vector<Delivery>> MemoryStore::load_waiting(const std::string& receiver, std::size_t count_max) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<Delivery>> {
    std::vector<Delivery> waiting;
    for (const auto& [key, delivery] : tables.deliveries) {
      if (delivery.receiver == receiver && delivery.state == DeliveryState::waiting) waiting.push_back(delivery);
    }
    std::sort(waiting.begin(), waiting.end(), [](const Delivery& a, const Delivery& b) {
      return std::pair(a.next_at, a.id) < std::pair(b.next_at, b.id);
    });
    if (waiting.size() > count_max) waiting.resize(count_max);
    return waiting;
  });
}

Result<std::optional<Delivery>> MemoryStore::find_delivery(const std::string& receiver, const std::string& id) const {
  return tables_.read([&](const Tables& tables) -> Result<std::optional<Delivery>> {
    return find_in(tables.deliveries, std::pair(receiver, id));
  });
}

Result<std::uint64_t> MemoryStore::load_cursor(const std::string& reactor) const {
  return tables_.read(
      [&](const Tables& tables) -> Result<std::uint64_t> { return find_in(tables.cursors, reactor).value_or(0); });
}

Status MemoryStore::save_cursor(const std::string& reactor, std::uint64_t position) {
  tables_.write([&](Tables& tables) { tables.cursors[reactor] = position; });
  return Done{};
}

Result<std::vector<Erasure>> MemoryStore::load_erasures(std::size_t count_max) const {
  return tables_.read([&](const Tables& tables) -> Result<std::vector<Erasure>> {
    std::vector<Erasure> waiting = tables.erasures;
    if (waiting.size() > count_max) waiting.resize(count_max);
    return waiting;
  });
}

Status MemoryStore::erase_personal(const Erasure& erasure) {
  TRY(keys_->destroy(erasure.slot, erasure.at));
  tables_.write([&](Tables& tables) { erase(tables, erasure); });
  return Done{};
}

Status MemoryStore::rebuild(const FindWake& find_wake) {
  tables_.write([&](Tables& tables) {
    tables.items.clear();
    for (auto& [id, entry] : tables.cases) {
      cases::Case state;
      state.id = id;
      for (const std::size_t at : entry.records) {
        state = cases::apply(std::move(state), std::get<cases::Event>(tables.journal[at].body));
      }
      entry.row = make_case_row(state, entry.code, find_wake(state));
      entry.holds = list_holds(state, entry.code);
      for (const std::string& key : list_item_keys(state, 0)) tables.items[key].insert(id);
    }
  });
  return Done{};
}

}  // namespace redress::store
