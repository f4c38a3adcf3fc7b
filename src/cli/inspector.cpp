// SPDX-License-Identifier: Apache-2.0
#include "cli/inspector.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/descriptor.hpp"
#include "cli/statutes.hpp"
#include "cli/version.hpp"
#include "provenance/crjson.hpp"
#include "provenance/origin.hpp"
#include "provenance/signals.hpp"
#include "provenance/validator.hpp"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;
using provenance::TrustList;

constexpr std::size_t sidecar_bytes_max = 32U << 20U;
constexpr std::size_t reply_bytes_max = 256U << 20U;

// What a worker's body finds when it runs: set before the fork server starts, never after. A body is a plain function.
struct Setting {
  const provenance::Trust* trust = nullptr;
  Instant at;
  InspectForm form = InspectForm::report;
};
Setting setting;

Json provenance_json(const provenance::ProvenanceReport& report) {
  Json json = {{"state", provenance::manifest_state_name(report.state)},
               {"summary", provenance::describe_provenance(report)}};
  if (report.manifests.empty()) return json;
  const provenance::SignatureReport& signature = report.manifests.front().signature;
  const auto by = [&](TrustList list) { return signature.trusted_by.at(static_cast<std::size_t>(list)); };
  json["intact"] = signature.is_intact && report.state != provenance::ManifestState::invalid;
  json["official_list"] = by(TrustList::official);
  json["interim_list"] = by(TrustList::interim);
  json["own_list"] = by(TrustList::own);
  if (signature.time_stamp && signature.time_stamp->is_trusted) {
    json["signed_before"] = render_instant(signature.time_stamp->at);
  }
  Json failures = Json::array();
  for (const auto& entry : report.manifests.front().statuses.failure) {
    failures.push_back({{"code", entry.code}, {"explanation", entry.explanation}});
  }
  json["failures"] = std::move(failures);
  return json;
}

// Metadata is unsigned: what it says stands beside the verdict, and does not make it.
Json signals_json(const std::vector<provenance::Signal>& signals) {
  constexpr std::array<std::string_view, 5> makings = {"ai-generated", "ai-edited", "possible", "captured", "other"};
  Json list = Json::array();
  for (const provenance::Signal& signal : signals) {
    list.push_back({{"producer", signal.producer},
                    {"making", makings.at(static_cast<std::size_t>(signal.making))},
                    {"strength", signal.strength == provenance::Strength::states ? "states" : "suggests"},
                    {"field", signal.field},
                    {"offset", signal.offset},
                    {"value", signal.value}});
  }
  return list;
}

std::string render_report(const provenance::ProvenanceReport& report, const provenance::Asset& asset,
                          const std::vector<provenance::Signal>& signals) {
  const provenance::OriginVerdict verdict = provenance::judge_origin(report);
  Json json = {{"verdict", provenance::origin_name(verdict.origin)}, {"reasons", verdict.reasons}};
  json["mime"] = asset.mime;
  json["provenance"] = provenance_json(report);
  json["signals"] = signals_json(signals);
  Json remarks = asset.remarks;
  if (!asset.damage.empty()) remarks.push_back(asset.damage);
  json["remarks"] = std::move(remarks);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> read_file(ByteView bytes, std::optional<Bytes> sidecar) {
  const provenance::ByteSource source{bytes};
  TRY_ASSIGN(const provenance::Asset asset, provenance::read_asset(source));
  provenance::Validator validator(*setting.trust);
  TRY_ASSIGN(const provenance::ProvenanceReport report,
             validator.validate(source, asset, setting.at, std::move(sidecar)));
  if (setting.form == InspectForm::crjson) return provenance::render_crjson(report, version);
  TRY_ASSIGN(const std::vector<provenance::Signal> signals, provenance::read_signals(source, asset));
  return render_report(report, asset, signals);
}

// In the worker. The job's argument is how many bytes of a sidecar stand before the file. '+' or '-' leads the answer.
Bytes inspect_in_worker(ByteView input, media::Stage /*stage*/, const media::Job& job) {
  std::optional<Bytes> sidecar;
  if (job.argument > 0) sidecar = Bytes(input.begin(), input.begin() + job.argument);
  const auto text = read_file(input.subspan(job.argument), std::move(sidecar));
  const std::string answer = text.ok() ? "+" + text.value() : "-" + text.error().message;
  return {answer.begin(), answer.end()};
}

Result<std::uint64_t> measure(const Descriptor& file, const std::string& path) {
  struct stat facts {};
  if (!file.is_open() || fstat(file.number(), &facts) != 0) return Error{Code::not_found, "cannot be opened"};
  if (!S_ISREG(facts.st_mode)) return Error{Code::invalid, path + " is no file"};
  if (facts.st_size == 0) return Error{Code::invalid, "the file is empty"};
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size > Inspector::file_bytes_max) return Error{Code::exhausted, "the file is larger than 2 GiB"};
  return size;
}

Status append(int to, int from, std::uint64_t size) {
  off_t offset = 0;
  while (static_cast<std::uint64_t>(offset) < size) {
    const ssize_t count = sendfile(to, from, &offset, size - static_cast<std::uint64_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::unavailable, "the file cannot be read"};
  }
  return Done{};
}

struct Input {
  Descriptor file;
  std::uint32_t sidecar_bytes = 0;
};

// The file itself; where a sidecar lies beside it, both in one piece of memory.
Result<Input> open_input(const std::string& path) {
  Input input{Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)), 0};
  TRY_ASSIGN(const std::uint64_t size, measure(input.file, path));
  const std::string beside = std::filesystem::path(path).replace_extension(".c2pa").string();
  if (beside == path || !std::filesystem::is_regular_file(beside)) return input;
  const Descriptor sidecar(open(beside.c_str(), O_RDONLY | O_CLOEXEC));
  TRY_ASSIGN(const std::uint64_t sidecar_size, measure(sidecar, beside));
  if (sidecar_size > sidecar_bytes_max) return Error{Code::exhausted, beside + " is larger than 32 MiB"};
  Descriptor both(memfd_create("inspect", MFD_CLOEXEC));
  if (!both.is_open()) return Error{Code::exhausted, "too many files are open"};
  TRY(append(both.number(), sidecar.number(), sidecar_size));
  TRY(append(both.number(), input.file.number(), size));
  return Input{std::move(both), static_cast<std::uint32_t>(sidecar_size)};
}

Error explain(const std::optional<media::Ending>& ending) {
  if (!ending) return {Code::unavailable, "the reader is gone: try again"};
  if (ending->timed_out) return {Code::exhausted, "reading took longer than it may"};
  return {Code::invalid, "the file broke the reader's rules, and was stopped"};
}

}  // namespace

Result<Inspector> Inspector::start(const provenance::Trust& trust, Instant at, InspectForm form) {
  CHECK(setting.trust == nullptr);
  setting = {&trust, at, form};
  provenance::load_for_sandbox();
  media::ForkServer::Options options;
  options.body = inspect_in_worker;
  options.decode.wall_max = std::chrono::milliseconds(30'000);
  options.decode.cpu_max = std::chrono::seconds(25);
  // The file is mapped, and counts as memory.
  options.decode.memory_bytes_max = file_bytes_max + (std::uint64_t{1} << 30U);
  TRY_ASSIGN(media::ForkServer server, media::ForkServer::start(options));
  return Inspector(std::move(server));
}

Result<std::string> Inspector::inspect(const std::string& path) const {
  TRY_ASSIGN(const Input input, open_input(path));
  media::Job job;
  job.argument = input.sidecar_bytes;
  TRY_ASSIGN(const media::ForkServer::Outcome outcome, server_.run(input.file.number(), job, reply_bytes_max));
  const bool is_whole = outcome.ending && WIFEXITED(outcome.ending->wait_status) &&
                        WEXITSTATUS(outcome.ending->wait_status) == 0 && !outcome.reply.empty();
  if (!is_whole) return explain(outcome.ending);
  std::string text(outcome.reply.begin() + 1, outcome.reply.end());
  if (outcome.reply.front() != '+') return Error{Code::invalid, std::move(text)};
  return text;
}

}  // namespace redress::cli
