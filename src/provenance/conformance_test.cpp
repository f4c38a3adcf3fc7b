// SPDX-License-Identifier: Apache-2.0
// Every published file against the verdict wanted of it: an independent validator's, and the text's where
// docs/reference/c2pa-differences.md says that the two differ.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "provenance/crjson.hpp"
#include "provenance/schema_check.hpp"
#include "provenance/validator.hpp"

namespace redress::provenance {
namespace {

using nlohmann::json;

std::string data_folder() {
  const char* variable = std::getenv("REDRESS_TEST_DATA");
  return (variable != nullptr ? std::string(variable) : "../shared/data") + "/c2pa/";
}

std::string load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Bytes load_bytes(const std::string& path) {
  const std::string text = load(path);
  return {text.begin(), text.end()};
}

struct Wanted {
  std::string state;
  std::set<std::string> failures;
};

bool operator==(const Wanted& a, const Wanted& b) { return a.state == b.state && a.failures == b.failures; }

std::ostream& operator<<(std::ostream& out, const Wanted& wanted) {
  out << wanted.state;
  for (const std::string& code : wanted.failures) out << ' ' << code;
  return out;
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end = 0; end != std::string::npos; at = end + separator.size()) {
    end = text.find(separator, at);
    std::string part = text.substr(at, end == std::string::npos ? end : end - at);
    const auto first = part.find_first_not_of(' ');
    part = first == std::string::npos ? "" : part.substr(first, part.find_last_not_of(' ') - first + 1);
    parts.push_back(part);
    if (end == std::string::npos) break;
  }
  return parts;
}

// "Invalid: a.b, c.d"
Wanted parse_wanted(const std::string& cell) {
  const auto parts = split(cell, ":");
  Wanted wanted{parts.at(0), {}};
  if (parts.size() < 2) return wanted;
  for (const std::string& code : split(parts[1], ",")) wanted.failures.insert(code);
  return wanted;
}

// The rows of the page: file | profile test | profile official | why.
std::map<std::string, std::array<Wanted, 2>> read_differences() {
  std::map<std::string, std::array<Wanted, 2>> rows;
  std::ifstream page("docs/reference/c2pa-differences.md");
  for (std::string line; std::getline(page, line);) {
    const auto cells = split(line, "|");
    if (cells.size() < 6 || cells[1].find('/') == std::string::npos) continue;
    rows[cells[1]] = {parse_wanted(cells[2]), parse_wanted(cells[3])};
  }
  return rows;
}

Wanted read_wanted(const json& entry) {
  Wanted wanted{"none", {}};
  if (entry.contains("state") && entry["state"].is_string()) wanted.state = entry["state"];
  if (entry.contains("failure")) {
    for (const json& code : entry["failure"]) {
      wanted.failures.insert(code.is_string() ? code.get<std::string>() : code["code"].get<std::string>());
    }
  }
  return wanted;
}

void add_deltas(const json& entry, Wanted& wanted) {
  if (!entry.contains("ingredientDeltas")) return;
  for (const json& delta : entry["ingredientDeltas"]) {
    for (const json& code : delta["failure"]) wanted.failures.insert(code.get<std::string>());
  }
}

Wanted summarise(const ProvenanceReport& report) {
  Wanted found{std::string(manifest_state_name(report.state)), {}};
  const auto add = [&](const Statuses& statuses) {
    for (const StatusEntry& entry : statuses.failure) found.failures.insert(entry.code);
  };
  add(report.statuses);
  if (!report.manifests.empty()) add(report.manifests.front().statuses);
  for (const ManifestReport& manifest : report.manifests) {
    for (const IngredientDelta& delta : manifest.deltas) add(delta.statuses);
  }
  return found;
}

Trust make_trust(const std::string& profile) {
  Trust trust;
  const std::string folder = data_folder() + "trust/";
  if (profile == "test") {
    EXPECT_TRUE(trust.add_anchors(TrustList::own, load(folder + "test_cert_root_bundle.pem")).ok());
    EXPECT_TRUE(trust.add_anchors(TrustList::own, load(folder + "fixture-root.pem")).ok());
    EXPECT_TRUE(trust.add_anchors(TrustList::time_stamp, load(folder + "fixture-tsa-root.pem")).ok());
    EXPECT_TRUE(trust.accept_purposes(load(folder + "store.cfg")).ok());
  } else {
    EXPECT_TRUE(trust.add_anchors(TrustList::official, load(folder + "C2PA-TRUST-LIST.pem")).ok());
    EXPECT_TRUE(trust.add_anchors(TrustList::time_stamp, load(folder + "C2PA-TSA-TRUST-LIST.pem")).ok());
  }
  return trust;
}

class Conformance : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(data_folder() + "expected.json")) GTEST_SKIP() << "skipped: no test data";
    files_ = json::parse(load(data_folder() + "expected.json"))["files"];
  }

  static ProvenanceReport validate(Validator& validator, const std::string& file, std::optional<Bytes> sidecar = {}) {
    const Bytes bytes = load_bytes(data_folder() + file);
    const ByteSource source{ByteView(bytes)};
    const auto asset = read_asset(source);
    EXPECT_TRUE(asset.ok()) << file << ": " << asset.error().message;
    auto report =
        validator.validate(source, asset.value(), parse_instant("2026-11-22T12:00:00Z").value(), std::move(sidecar));
    EXPECT_TRUE(report.ok()) << file;
    return std::move(report).value();
  }

  void check_profile(const std::string& profile, std::size_t column) {
    const auto differences = read_differences();
    ASSERT_FALSE(differences.empty());
    const Trust trust = make_trust(profile);
    Validator validator(trust);
    for (const json& entry : files_) {
      const std::string file = entry["file"];
      Wanted wanted = read_wanted(entry[profile]);
      add_deltas(entry["test"], wanted);
      const auto other = differences.find(file);
      if (other != differences.end()) {
        EXPECT_FALSE(other->second.at(column) == wanted && other->second.at(1 - column) == wanted)
            << file << " is listed as a difference and is none";
        wanted = other->second.at(column);
      }
      EXPECT_EQ(summarise(validate(validator, file)), wanted) << profile << ' ' << file;
    }
  }

  json files_;
};

TEST_F(Conformance, EveryFileUnderTheTestList) { check_profile("test", 0); }

TEST_F(Conformance, EveryFileUnderTheOfficialList) { check_profile("official", 1); }

TEST_F(Conformance, AManifestBesideItsFile) {
  const Trust trust = make_trust("test");
  Validator validator(trust);
  const auto differences = read_differences();
  std::size_t count = 0;
  for (const json& entry : files_) {
    if (!entry.contains("withSidecar")) continue;
    const json& beside = entry["withSidecar"];
    Wanted wanted = read_wanted(beside);
    add_deltas(beside, wanted);
    const std::string file = entry["file"];
    if (const auto other = differences.find(file + " with its sidecar"); other != differences.end()) {
      wanted = other->second[0];
    }
    const Bytes sidecar = load_bytes(data_folder() + beside["sidecar"].get<std::string>());
    EXPECT_EQ(summarise(validate(validator, file, sidecar)), wanted) << file;
    ++count;
  }
  EXPECT_EQ(count, 5U);
}

TEST_F(Conformance, CrJsonKeepsTheSchema) {
  const json schema = json::parse(load(data_folder() + "schema/crJSON-schema.json"));
  const Trust trust = make_trust("test");
  Validator validator(trust);
  for (const json& entry : files_) {
    const std::string file = entry["file"];
    const json rendered = json::parse(render_crjson(validate(validator, file), "0.1.0"));
    const auto fault = test::find_schema_fault(rendered, schema);
    EXPECT_FALSE(fault) << file << ": " << *fault;
  }
  EXPECT_TRUE(test::find_schema_fault(json::parse(R"({"manifests": []})"), schema))
      << "a schema check that finds nothing";
}

TEST_F(Conformance, TheAnswerDependsOnTheGivenTimeAndOnNoClock) {
  const Trust trust = make_trust("test");
  Validator validator(trust);
  const Bytes bytes = load_bytes(data_folder() + "made/own-pki-good.jpg");
  const ByteSource source{ByteView(bytes)};
  const auto asset = read_asset(source);
  ASSERT_TRUE(asset.ok());
  const auto state_at = [&](std::string_view at) {
    return validator.validate(source, asset.value(), parse_instant(at).value()).value().state;
  };
  EXPECT_EQ(state_at("2026-11-22T12:00:00Z"), ManifestState::trusted);
  EXPECT_EQ(state_at("2096-11-22T12:00:00Z"), ManifestState::invalid);
  EXPECT_EQ(state_at("2001-11-22T12:00:00Z"), ManifestState::invalid);
}

}  // namespace
}  // namespace redress::provenance
