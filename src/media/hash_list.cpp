// SPDX-License-Identifier: Apache-2.0
#include "media/hash_list.hpp"

#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "base/descriptor.hpp"
#include "media/forkserver.hpp"
#include "media/hash_list_wire.hpp"
#include "media/reason_list_wire.hpp"
#include "media/reason_list_xml.hpp"

namespace redress::media {
namespace {

// The argument of a job is our member's number at the exchange; this one, which is nobody's, asks for reasons.
constexpr std::uint32_t reasons_wanted = UINT32_MAX;

// In the worker.
Bytes read_page(ByteView file, std::uint32_t our_member) {
  HashList list;
  const ListRefusal refusal = parse_hash_list(file, our_member, list);
  if (refusal != ListRefusal::none) list = {};
  return encode_list_reply(refusal, list);
}
Bytes read_reason_page(ByteView file) {
  ReasonList list;
  const ListRefusal refusal = parse_reason_list(file, list);
  if (refusal != ListRefusal::none) list = {};
  return encode_reason_reply(refusal, list);
}
Bytes read_in_worker(ByteView file, Stage, const Job& job) {
  const bool wants_reasons = job.argument == reasons_wanted;
  try {
    return wants_reasons ? read_reason_page(file) : read_page(file, job.argument);
  } catch (const std::bad_alloc&) {
    return wants_reasons ? encode_reason_reply(ListRefusal::memory, {}) : encode_list_reply(ListRefusal::memory, {});
  }
}

Result<Descriptor> hold_in_memory(std::string_view text) {
  Descriptor file(memfd_create("hash-list", MFD_CLOEXEC));
  if (!file.is_open()) return Error{Code::exhausted, "too many files are open: try again in a moment"};
  while (!text.empty()) {
    const ssize_t count = write(file.number(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{Code::exhausted, "not enough memory for the page: try again in a moment"};
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return file;
}

ListRefusal judge(const Ending& ending) {
  if (ending.timed_out) return ListRefusal::time;
  if (!WIFSIGNALED(ending.wait_status)) return ListRefusal::crashed;
  const int name = WTERMSIG(ending.wait_status);
  return name == SIGXCPU || name == SIGKILL ? ListRefusal::time : ListRefusal::crashed;
}

}  // namespace

std::string_view explain(EntryFault fault) {
  switch (fault) {
    case EntryFault::unknown_element:
      return "neither an image nor a video";
    case EntryFault::no_member:
      return "it names no member";
    case EntryFault::no_id:
      return "it has no id of 1 to 128 printable characters";
    case EntryFault::no_time:
      return "it has no time";
    case EntryFault::bad_hash:
      return "one of its hashes is not spelled as its kind is";
    case EntryFault::repeated_hash:
      return "it has two hashes of one kind";
    case EntryFault::none:
    case EntryFault::count:
      break;
  }
  return "nothing is wrong with it";
}

bool is_usable(EntryFault fault) {
  return fault == EntryFault::none || fault == EntryFault::bad_hash || fault == EntryFault::repeated_hash;
}

Error explain(ListRefusal refusal) {
  switch (refusal) {
    case ListRefusal::empty:
      return {Code::invalid, "the page is empty"};
    case ListRefusal::not_xml:
      return {Code::invalid, "the page is not XML, or was cut off"};
    case ListRefusal::not_a_list:
      return {Code::invalid, "the page is not a list of hashes: its root is not queryResult"};
    case ListRefusal::doctype:
      return {Code::invalid, "the page declares a document type, which no page of the exchange does"};
    case ListRefusal::too_deep:
      return {Code::exhausted, "the page nests deeper than any page of the exchange does"};
    case ListRefusal::too_many:
      return {Code::exhausted, "the page has more than 10,000 entries"};
    case ListRefusal::bad_next:
      return {Code::invalid, "the page's \"next\" is too long, unprintable or given twice"};
    case ListRefusal::too_large:
      return {Code::exhausted, "the page is larger than 32 MiB"};
    case ListRefusal::memory:
      return {Code::exhausted, "the page needs more memory than a page may use"};
    case ListRefusal::time:
      return {Code::exhausted, "the page takes longer to read than a page may"};
    case ListRefusal::none:
    case ListRefusal::crashed:
    case ListRefusal::count:
      break;
  }
  return {Code::invalid, "the page could not be read safely"};
}

struct HashListReader::State {
  ForkServer server;

  // What a worker replies about the text.
  [[nodiscard]] Result<Bytes> ask(std::string_view text, std::uint32_t argument, std::size_t reply_bytes_max) const {
    TRY_ASSIGN(const Descriptor file, hold_in_memory(text));
    // Twice: a fork server that was lost is back within milliseconds.
    for (int attempt = 0; attempt < 2; ++attempt) {
      TRY_ASSIGN(ForkServer::Outcome outcome,
                 server.run(file.number(), Job{Task::picture, argument, {}}, reply_bytes_max));
      if (!outcome.reply.empty()) return std::move(outcome.reply);
      if (outcome.ending) return explain(judge(*outcome.ending));
    }
    return Error{Code::unavailable, "the reading service was lost: try again"};
  }
};

HashListReader::HashListReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
HashListReader::~HashListReader() = default;
HashListReader::HashListReader(HashListReader&&) noexcept = default;
HashListReader& HashListReader::operator=(HashListReader&&) noexcept = default;

Result<HashListReader> HashListReader::start() {
  ForkServer::Options options;
  options.body = read_in_worker;
  TRY_ASSIGN(ForkServer server, ForkServer::start(options));
  return HashListReader(std::unique_ptr<State>(new State{std::move(server)}));
}

Result<HashList> HashListReader::read(std::string_view xml, std::uint32_t our_member) const {
  if (xml.empty()) return explain(ListRefusal::empty);
  if (xml.size() > list_bytes_max) return explain(ListRefusal::too_large);
  const std::uint32_t argument = our_member == reasons_wanted ? 0 : our_member;
  TRY_ASSIGN(const Bytes reply, state_->ask(xml, argument, list_reply_bytes_max()));
  HashList list;
  const ListRefusal refusal = parse_list_reply(reply, list);
  if (refusal != ListRefusal::none) return explain(refusal);
  return list;
}

Result<ReasonList> HashListReader::read_reasons(std::string_view xml) const {
  if (xml.empty()) return explain_reasons(ListRefusal::empty);
  if (xml.size() > reason_list_bytes_max) return explain_reasons(ListRefusal::too_large);
  TRY_ASSIGN(const Bytes reply, state_->ask(xml, reasons_wanted, reason_reply_bytes_max()));
  ReasonList list;
  const ListRefusal refusal = parse_reason_reply(reply, list);
  if (refusal != ListRefusal::none) return explain_reasons(refusal);
  return list;
}

}  // namespace redress::media
