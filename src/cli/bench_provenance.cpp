// SPDX-License-Identifier: Apache-2.0
// redress bench provenance — how many files' content credentials a core reads and checks, from memory, in one process.
//
// The files are the published ones that the conformance test reads; $REDRESS_TEST_DATA names their folder.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/bench_command.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/statutes.hpp"
#include "provenance/asset_hash.hpp"
#include "provenance/validator.hpp"

namespace redress::cli {
namespace {

using provenance::TrustList;

struct Set {
  std::string name;
  std::vector<Bytes> files;
  double bar = 0;  // files a CPU-second
};

std::string data_folder() {
  const char* variable = std::getenv("REDRESS_TEST_DATA");
  return (variable != nullptr ? std::string(variable) : "../shared/data") + "/c2pa/";
}

// Of this process, in user and system time: what else the machine does is not ours.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<Bytes> load(const std::string& path) {
  TRY_ASSIGN(const std::string text, read_file(path));
  return Bytes(text.begin(), text.end());
}

Result<std::vector<Set>> load_sets() {
  std::vector<Set> sets = {{"public_jpegs", {}, 500}, {"es256", {}, 2500}, {"no_manifest", {}, 20000}};
  for (const auto& entry : std::filesystem::directory_iterator(data_folder() + "public")) {
    const std::string extension = entry.path().extension();
    if (extension != ".jpg" && extension != ".jpeg") continue;
    TRY_ASSIGN(Bytes bytes, load(entry.path()));
    sets[0].files.push_back(std::move(bytes));
  }
  TRY_ASSIGN(Bytes signed_file, load(data_folder() + "made/alg-es256.jpg"));
  TRY_ASSIGN(Bytes plain_file, load(data_folder() + "unsigned/IMG_0003.jpg"));
  sets[1].files.push_back(std::move(signed_file));
  sets[2].files.push_back(std::move(plain_file));
  return sets;
}

Status load_trust(provenance::Trust& trust) {
  for (const char* const name : {"test_cert_root_bundle.pem", "fixture-root.pem"}) {
    TRY_ASSIGN(const std::string pem, read_file(data_folder() + "trust/" + name));
    TRY(trust.add_anchors(TrustList::own, pem));
  }
  TRY_ASSIGN(const std::string pem, read_file(data_folder() + "trust/C2PA-TSA-TRUST-LIST.pem"));
  return trust.add_anchors(TrustList::time_stamp, pem);
}

Result<double> measure(const Set& set, provenance::Validator& validator, double seconds) {
  const Instant at{1'795'000'000'000};
  const double start = cpu_seconds();
  double passed = 0;
  std::size_t count = 0;
  for (; passed < seconds; passed = cpu_seconds() - start) {
    for (const Bytes& file : set.files) {
      const provenance::ByteSource source{ByteView(file)};
      TRY_ASSIGN(const provenance::Asset asset, provenance::read_asset(source));
      TRY_ASSIGN(const provenance::ProvenanceReport report, validator.validate(source, asset, at));
      count += report.validated_at == at ? 1U : 0U;
    }
  }
  return static_cast<double>(count) / passed;
}

Result<double> measure_hashing(double seconds) {
  const Bytes file(std::size_t{64} << 20U, 7);
  const provenance::ByteSource source{ByteView(file)};
  provenance::DataHash wanted;
  wanted.hash = Bytes(32);
  const double start = cpu_seconds();
  double passed = 0;
  double bytes = 0;
  for (; passed < seconds; passed = cpu_seconds() - start) {
    TRY_ASSIGN(const auto verdict, provenance::check_data_hash(source, provenance::Asset{}, wanted));
    bytes += verdict.code.empty() ? 0 : static_cast<double>(file.size());
  }
  return bytes / passed / 1e9;
}

Status run(const BenchOptions& options, Figures& figures) {
  if (!std::filesystem::exists(data_folder() + "expected.json")) {
    return Error{Code::not_found, "no files to read: REDRESS_TEST_DATA must name the folder that holds c2pa/"};
  }
  TRY_ASSIGN(const std::vector<Set> sets, load_sets());
  provenance::Trust trust;
  TRY(load_trust(trust));
  provenance::Validator validator(trust);
  for (int round = 0; round < options.rounds; ++round) {
    for (const Set& set : sets) {
      TRY_ASSIGN(const double rate, measure(set, validator, options.seconds));
      figures.add("files_per_cpu_second_" + set.name, rate, "1/s");
    }
    TRY_ASSIGN(const double rate, measure_hashing(options.seconds));
    figures.add("hashing", rate, "GB/s");
  }
  for (const Set& set : sets) {
    const std::string figure = "files_per_cpu_second_" + set.name;
    figures.bar(figure, figures.median(figure) >= set.bar, fmt::format("at least {:.0f}", set.bar));
  }
  figures.bar("hashing", figures.median("hashing") >= 1.3, "at least 1.3 GB/s");
  return Done{};
}

}  // namespace

int bench_provenance(const BenchOptions& options) {
  Figures figures("provenance");
  const Status done = run(options, figures);
  if (!done.ok()) return fail("bench provenance", done.error());
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
