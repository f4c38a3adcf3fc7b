// SPDX-License-Identifier: Apache-2.0
// redress bench provenance — how many files' content credentials a core reads and checks, from memory, in one process.
//
// The files are the published ones that the conformance test reads; $REDRESS_TEST_DATA names their folder. In the same
// run the reader of others (provenance_peer.hpp), where it is installed; and a film of 10 GB, for the memory it takes.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/descriptor.hpp"
#include "cli/bench_command.hpp"
#include "cli/child_server.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/provenance_peer.hpp"
#include "cli/statutes.hpp"
#include "provenance/asset_hash.hpp"
#include "provenance/validator.hpp"

namespace redress::cli {
namespace {

using provenance::TrustList;

struct Set {
  std::string name;
  std::vector<Bytes> files;
  std::vector<std::string> names;  // below the data folder
  double bar = 0;                  // files a CPU-second
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
  std::vector<Set> sets = {{"public_jpegs", {}, {}, 500}, {"es256", {}, {}, 2500}, {"no_manifest", {}, {}, 20000}};
  for (const auto& entry : std::filesystem::directory_iterator(data_folder() + "public")) {
    const std::string extension = entry.path().extension();
    if (extension != ".jpg" && extension != ".jpeg") continue;
    TRY_ASSIGN(Bytes bytes, load(entry.path()));
    sets[0].files.push_back(std::move(bytes));
    sets[0].names.push_back("public/" + entry.path().filename().string());
  }
  TRY_ASSIGN(Bytes signed_file, load(data_folder() + "made/alg-es256.jpg"));
  TRY_ASSIGN(Bytes plain_file, load(data_folder() + "unsigned/IMG_0003.jpg"));
  sets[1].files.push_back(std::move(signed_file));
  sets[1].names = {"made/alg-es256.jpg"};
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

constexpr std::uint64_t film_bytes = 10'000'000'000;

// A film with a hole where its pictures would be: heads that a reader walks, and a body that only a hash looks at.
Status make_film(const std::string& path) {
  std::string head(
      "\0\0\0\x10"
      "ftypisom\0\0\0\0\0\0\0\1mdat",
      24);
  const std::uint64_t body = film_bytes - 16;
  for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(body >> static_cast<unsigned>(shift));
  std::ofstream(path, std::ios::binary) << head;
  std::error_code failed;
  std::filesystem::resize_file(path, film_bytes, failed);
  if (failed) return Error{Code::unavailable, "no room for a film with a hole: " + failed.message()};
  return Done{};
}

// In a process of its own, whose peak is its own: by how many bytes it grew.
double read_film(int descriptor) {
  void* address = mmap(nullptr, film_bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED) return -1;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const auto source =
      provenance::ByteSource::of_map({static_cast<const std::uint8_t*>(address), static_cast<std::size_t>(film_bytes)});
  const auto asset = provenance::read_asset(source);
  if (!asset.ok() || asset.value().container != provenance::Container::bmff) return -1;
  provenance::BmffHash wanted;
  wanted.hash = Bytes(32);
  wanted.exclusions.resize(1);
  wanted.exclusions[0].xpath = "/uuid";
  const auto verdict = provenance::check_bmff_hash(source, asset.value(), wanted);
  if (!verdict.ok() || !verdict.value().code.ends_with("mismatch")) return -1;
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  return static_cast<double>(after.ru_maxrss - before.ru_maxrss) * 1024;
}

Result<double> measure_film(const std::string& folder) {
  const std::string path = folder + "/film.mp4";
  TRY(make_film(path));
  const Descriptor film(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<int, 2> ends{};
  if (!film.is_open() || pipe(ends.data()) != 0) return Error{Code::unavailable, "the film cannot be opened"};
  const Descriptor answer(ends[0]);
  Descriptor write_end(ends[1]);
  const pid_t pid = fork();
  if (pid == 0) {
    const double grown = read_film(film.number());
    _exit(write(write_end.number(), &grown, sizeof(grown)) == sizeof(grown) ? 0 : 1);
  }
  write_end.reset();
  double grown = -1;
  const bool is_told = pid > 0 && read(answer.number(), &grown, sizeof(grown)) == sizeof(grown);
  if (pid > 0) waitpid(pid, nullptr, 0);
  if (!is_told || grown < 0) return Error{Code::unavailable, "the film could not be read to its end"};
  return grown / 1e6;
}

// Nothing where the peer is not installed: the bench is ours.
void measure_peer(const std::vector<Set>& sets, double seconds, Figures& figures) {
  for (const Set& set : sets) {
    if (set.names.empty()) continue;
    const auto rate = measure_provenance_peer(data_folder(), set.names, seconds);
    if (!rate.ok()) {
      std::cerr << "no peer: " << rate.error().message << '\n';
      return;
    }
    figures.add("peer_files_per_cpu_second_" + set.name, rate.value(), "1/s");
  }
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
    measure_peer(sets, options.seconds, figures);
  }
  const TemporaryFolder folder;
  TRY_ASSIGN(const double film_mb, measure_film(folder.path()));
  figures.add("film_10_gb_memory", film_mb, "MB");
  figures.bar("film_10_gb_memory", film_mb <= 16, "at most 16 MB, read and hashed");
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
