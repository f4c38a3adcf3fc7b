// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "match/exchange_lines.hpp"

namespace redress::match {
namespace {

constexpr std::size_t cell_count_max = 64;

struct Column {
  std::string_view name;
  std::string EntryFields::*field;
};
constexpr std::array<Column, 7> columns = {{{"ref", &EntryFields::ref},
                                            {"kind", &EntryFields::kind},
                                            {"signal", &EntryFields::signal},
                                            {"withdrawn", &EntryFields::withdrawn},
                                            {"opinion", &EntryFields::opinion},
                                            {"owner", &EntryFields::owner},
                                            {"changed_at", &EntryFields::changed_at}}};

using Row = std::vector<std::string>;

// One row off the front of `text`, which is not empty: RFC 4180, with LF for its line ends too. A quote that is never
// closed takes the rest of the file, so a row has a size.
Result<Row> take_row(std::string_view& text) {
  Row row(1);
  bool is_quoted = false;
  bool is_over = false;
  std::size_t at = 0;
  for (; at < text.size() && (is_quoted || text[at] != '\n'); ++at) {
    const char c = text[at];
    is_over |= at >= line_bytes_max;
    if (is_over) continue;
    if (c == '"' && is_quoted && at + 1 < text.size() && text[at + 1] == '"') {
      row.back() += '"';
      ++at;
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted && row.size() < cell_count_max) {
      row.emplace_back();
    } else {
      row.back() += c;
    }
  }
  if (!is_quoted && row.back().ends_with('\r')) row.back().pop_back();
  text.remove_prefix(std::min(at + 1, text.size()));
  if (is_over) return Error{Code::invalid, "the row is longer than 256 KiB, or a quote is never closed"};
  if (is_quoted) return Error{Code::invalid, "a quote is never closed"};
  return row;
}

// A spreadsheet takes a cell that begins so for a formula. Written with an apostrophe before it, and read back without.
bool is_formula(std::string_view cell) {
  return !cell.empty() && std::string_view("=+-@\t").find(cell[0]) != std::string_view::npos;
}

std::string render_cell(std::string text) {
  if (is_formula(text) || (text.starts_with('\'') && is_formula(std::string_view(text).substr(1))))
    text.insert(0, 1, '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string parse_cell(std::string cell) {
  if (!cell.starts_with('\'')) return cell;
  const std::string_view rest = std::string_view(cell).substr(1);
  const bool is_guarded = is_formula(rest) || (rest.starts_with('\'') && is_formula(rest.substr(1)));
  return is_guarded ? std::string(rest) : cell;
}

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    tags.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return tags;
}

void take_cell(std::string_view name, std::string cell, EntryFields& fields) {
  if (name == "tags") fields.tags = split_tags(cell);
  for (const Column& column : columns) {
    if (column.name == name) fields.*column.field = std::move(cell);
  }
}

Result<ExchangeEntry> parse_row(const Row& head, Row row) {
  if (row.size() > head.size()) return Error{Code::invalid, "there are more cells than the first row names"};
  EntryFields fields;
  for (std::size_t i = 0; i < row.size(); ++i) take_cell(head[i], parse_cell(std::move(row[i])), fields);
  return parse_fields(std::move(fields));
}

bool is_head(const Row& row) {
  const auto has = [&](std::string_view name) { return std::find(row.begin(), row.end(), name) != row.end(); };
  return has("signal") && has("kind");
}

}  // namespace

Result<ExchangePage> parse_csv(std::string_view text) {
  if (text.size() > lines_bytes_max) return Error{Code::exhausted, "the file is larger than 1 GiB: split it"};
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const Error no_head{Code::invalid, "the first row must name the columns, kind and signal among them"};
  if (text.empty()) return no_head;
  const auto head = take_row(text);
  if (!head.ok() || !is_head(head.value())) return no_head;
  ExchangePage page;
  for (std::size_t number = 2; !text.empty(); ++number) {
    auto row = take_row(text);
    if (row.ok() && row.value() == Row{""}) continue;
    const auto entry = row.ok() ? parse_row(head.value(), std::move(row).value()) : std::move(row).error();
    if (!entry.ok()) {
      add_fault(page, "row " + std::to_string(number) + ": " + entry.error().message);
    } else if (page.entries.size() == lines_entry_count_max) {
      return Error{Code::exhausted, "the file holds more than 10,000,000 entries: split it"};
    } else {
      page.entries.push_back(entry.value());
    }
  }
  return page;
}

std::string render_csv_head() { return "ref,kind,signal,withdrawn,opinion,tags,owner,changed_at\r\n"; }

std::string render_csv_row(const ExchangeEntry& entry) {
  std::string tags;
  for (const std::string& tag : entry.tags) {
    // The separator cannot be part of a tag here.
    if (tag.find(';') == std::string::npos) tags += (tags.empty() ? "" : ";") + tag;
  }
  const bool is_live = !entry.is_withdrawn;
  const std::array<std::string, 8> cells = {entry.source_ref,
                                            is_live ? std::string(render(entry.kind)) : "",
                                            entry.signal,
                                            is_live ? "" : "true",
                                            is_live ? std::string(render(entry.opinion)) : "",
                                            tags,
                                            entry.owner,
                                            entry.changed_at == Instant{} ? "" : render_instant(entry.changed_at)};
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + render_cell(cell);
  return row + "\r\n";
}

}  // namespace redress::match
