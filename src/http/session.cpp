// SPDX-License-Identifier: Apache-2.0
#include "http/session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>

#include "http/ascii.hpp"
#include "http/head.hpp"
#include "http/responder.hpp"

namespace redress::http {
namespace {

using boost::asio::ip::tcp;
constexpr std::chrono::seconds linger_limit{2};
constexpr std::uint64_t linger_bytes_max = 64ULL << 20;

// The answer's way back to the I/O thread, from wherever it is given.
class SessionTicket final : public Responder::Ticket {
 public:
  SessionTicket(SessionRef session, Core& core, std::uint64_t generation)
      : session_(std::move(session)), core_(core), generation_(generation) {}

  void deliver(Response&& response) override {
    if (std::this_thread::get_id() == core_.io_thread.load(std::memory_order_relaxed)) {
      return session_->respond(std::move(response), generation_);
    }
    core_.stopped.read([&](bool stopped) {
      if (stopped) return;
      boost::asio::post(core_.io, [session = session_, generation = generation_, held = std::move(response)]() mutable {
        session->respond(std::move(held), generation);
      });
    });
  }

 private:
  const SessionRef session_;  // keeps the core alive too
  Core& core_;
  const std::uint64_t generation_;
};

std::string_view title_of(int status) { return find_reason(status); }

Response refusal(int status, std::string_view detail) { return problem(status, title_of(status), detail); }

bool is_upload_type(std::string_view type) {
  return !type.empty() && !type.starts_with("text/") && type != "application/json" && !type.ends_with("+json") &&
         type != "application/x-www-form-urlencoded";
}

}  // namespace

CoreRef make_core(Options options, Routes routes) {
  return std::make_shared<Core>(std::move(options), std::move(routes));
}

SessionRef make_session(CoreRef core, tcp::socket socket, std::string address, std::string limit_key) {
  return std::make_shared<Session>(std::move(core), std::move(socket), std::move(address), std::move(limit_key));
}

Session::Session(CoreRef core, tcp::socket socket, std::string address, std::string limit_key)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      address_(std::move(address)),
      limit_key_(std::move(limit_key)),
      since_(core_->now),
      progress_(core_->now) {
  reset_reader();
}

Session::~Session() {
  if (file_ >= 0) ::close(file_);
}

void Session::start() { wait_readable(); }

void Session::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  ++generation_;
  release_upload();
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (!limit_key_.empty()) {
    const auto found = core_->connections_by_address.find(limit_key_);
    if (found != core_->connections_by_address.end() && --found->second == 0)
      core_->connections_by_address.erase(found);
  }
  core_->counts.open.fetch_sub(1, std::memory_order_relaxed);
  const auto self = shared_from_this();  // the registry may hold the last reference
  core_->sessions[index] = core_->sessions.back();
  core_->sessions[index]->index = index;
  core_->sessions.pop_back();
}

void Session::release_upload() {
  if (std::exchange(holds_upload_, false)) --core_->uploads;
}

void Session::reset_reader() {
  reader_.emplace(RequestReader::Limits{core_->options.header_bytes_max, core_->options.header_count_max});
  keep_alive_ = true;
  head_only_ = false;
}

void Session::wait_readable() {
  if (std::exchange(waiting_, true)) return;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    self->waiting_ = false;
    if (error) return;
    const State state = self->state_;
    // Elsewhere the sweep has answered meanwhile; what came stays in the kernel until the next wait.
    if (state == State::head || state == State::body || state == State::lingering) self->on_readable();
  });
}

void Session::on_readable() {
  // A client that pipelines makes us hold what it sent ahead: take little at a time until a body is known to come.
  const std::size_t room =
      state_ == State::head ? std::min(core_->options.header_bytes_max, core_->scratch.size()) : core_->scratch.size();
  const ssize_t got = ::recv(socket_.native_handle(), core_->scratch.data(), room, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return wait_readable();
  if (got <= 0) return end_of_input();
  progress_ = std::chrono::steady_clock::now();
  const std::string_view bytes(core_->scratch.data(), static_cast<std::size_t>(got));
  if (state_ == State::lingering) {
    lingered_bytes_ += bytes.size();
    return lingered_bytes_ > linger_bytes_max ? close() : wait_readable();
  }
  if (state_ == State::head && pending_.empty() && !reader_->has_started()) since_ = progress_;
  if (pending_.empty()) return advance(bytes);
  pending_.append(bytes);
  advance(std::exchange(pending_, {}));
}

void Session::end_of_input() {
  const bool in_request =
      state_ == State::body || (state_ == State::head && (reader_->has_started() || !pending_.empty()));
  if (!in_request) return close();
  core_->counts.malformed.fetch_add(1, std::memory_order_relaxed);
  keep_alive_ = false;
  refuse(refusal(400, "The request ended before it was complete."));
}

void Session::advance(std::string_view bytes) {
  advancing_ = true;
  while (take_step(bytes)) {
  }
  advancing_ = false;
  if (state_ == State::closed) return;
  pending_.assign(bytes);
  if (state_ == State::head || state_ == State::body) wait_readable();
}

// One step of the reader; false when it needs more bytes or the request is somebody else's for now.
bool Session::take_step(std::string_view& bytes) {
  if (state_ != State::head && state_ != State::body) return false;
  if (bytes.empty() && !reader_->is_complete()) return false;
  const RequestReader::Step step = reader_->feed(bytes);
  bytes.remove_prefix(step.used_bytes);
  switch (step.state) {
    case RequestReader::State::more:
      return false;
    case RequestReader::State::head:
      on_head();
      return true;
    case RequestReader::State::done:
      dispatch(!bytes.empty());
      return true;
    case RequestReader::State::refused:
      core_->counts.malformed.fetch_add(1, std::memory_order_relaxed);
      keep_alive_ = false;
      refuse(refusal(reader_->refusal().status, reader_->refusal().detail));
      return false;
  }
  return false;
}

void Session::on_head() {
  Request& request = reader_->request();
  keep_alive_ = reader_->is_keep_alive() && !core_->draining;
  head_only_ = request.method == Method::head;
  auto target = request.target == "*" && request.method == Method::options ? Result<Target>(Target{"", "*", {"*"}, {}})
                                                                           : parse_target(request.target);
  if (!target.ok()) {
    core_->counts.malformed.fetch_add(1, std::memory_order_relaxed);
    keep_alive_ = false;
    return refuse(problem(400, title_of(400), "The request target is malformed: " + target.error().message + "."));
  }
  target_ = std::move(target).value();
  Found found = find_route(core_->routes.table(), request.method, target_);
  route_ = found.route;
  parameters_ = std::move(found.parameters);
  if (route_ == nullptr) {
    if (found.allow.empty() && target_.path != "*") return refuse(refusal(404, "There is nothing at this address."));
    const bool asks = request.method == Method::options;
    Response response = asks ? reply_empty() : refusal(405, "This address does not answer that method.");
    response.headers.push_back(
        {"Allow", found.allow.empty() ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" : found.allow});
    return refuse(std::move(response));
  }
  if (!prepare_body().ok()) return;
  state_ = State::body;
  since_ = progress_ = std::chrono::steady_clock::now();
}

// Says what body may come, or answers why none may.
Status Session::prepare_body() {
  const auto stop = [this](int status, std::string_view detail) -> Status {
    Response response = refusal(status, detail);
    if (status == 503) response.headers.push_back({"Retry-After", "1"});
    refuse(std::move(response));
    return Error{Code::invalid, {}};
  };
  const RouteOptions& rules = route_->options;
  if (rules.body_required && !reader_->has_framing()) return stop(411, "A body is required, with its length.");
  if (!reader_->has_framing()) return Done{};
  const std::string type =
      rules.content_types.empty() && rules.upload_bytes_max == 0 ? "" : reader_->request().media_type();
  const auto& types = rules.content_types;
  const bool empty = reader_->announced_bytes() == std::uint64_t{0};
  if (!types.empty() && !empty && std::find(types.begin(), types.end(), type) == types.end()) {
    return stop(415, "The body's content type is not one that this address reads.");
  }
  const bool upload = rules.upload_bytes_max > 0 && is_upload_type(type);
  const std::uint64_t bytes_max = upload ? rules.upload_bytes_max : rules.body_bytes_max;
  if (reader_->announced_bytes().value_or(0) > bytes_max) {
    return stop(413, "The request's body is larger than this address takes.");
  }
  std::optional<SpoolFile> spool;
  if (upload) {
    if (core_->uploads >= core_->options.uploads_max) return stop(503, "Too many uploads are arriving at once.");
    auto made = SpoolFile::create(core_->options.spool_folder);
    if (!made.ok()) return stop(503, "The upload could not be stored.");
    spool = std::move(made).value();
    ++core_->uploads;
    holds_upload_ = true;
  }
  reader_->allow_body(bytes_max, std::move(spool));
  if (reader_->expects_continue() && !empty && reader_->body_bytes() == 0) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    (void)::send(socket_.native_handle(), go_on.data(), go_on.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  return Done{};
}

// The whole request is here: give it away.
void Session::dispatch(bool more_is_waiting) {
  release_upload();
  pipelined_ = more_is_waiting ? pipelined_ + 1 : 0;
  if (pipelined_ > core_->options.pipeline_max) keep_alive_ = false;
  core_->counts.requests.fetch_add(1, std::memory_order_relaxed);
  state_ = State::answering;
  since_ = progress_;
  ++generation_;
  Request& request = reader_->request();
  request.path = std::move(target_.path);
  request.query = std::move(target_.query);
  request.parameters = std::move(parameters_);
  request.route = route_->pattern;
  request.remote_address = address_;
  trust_forwarded_address();
  hand_over();
}

void Session::hand_over() {
  Job job{route_, std::move(reader_->request()),
          Responder(std::make_unique<SessionTicket>(shared_from_this(), *core_, generation_))};
  if (route_->options.immediate) return run_job(std::move(job));
  // Answered through `respond` when the queue is full: nothing else will speak for this request.
  const Responder respond = job.respond;
  if (core_->queue.push(std::move(job)).ok()) return;
  core_->counts.queue_full.fetch_add(1, std::memory_order_relaxed);
  Response full = refusal(503, "Too much is waiting here: try again in a moment.");
  full.headers.push_back({"Retry-After", "1"});
  respond(std::move(full));
}

void Session::trust_forwarded_address() {
  const auto& trusted = core_->options.trusted_proxies;
  const auto is_trusted = [&](std::string_view address) {
    return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
  };
  if (trusted.empty() || !is_trusted(address_)) return;
  Request& request = reader_->request();
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (!is_equal_ignoring_case(header->name, "x-forwarded-for")) continue;
    std::string_view list = header->value;
    for (;;) {
      const std::size_t comma = list.rfind(',');
      const std::string_view last = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
      boost::system::error_code error;
      const auto parsed = boost::asio::ip::make_address(std::string(last), error);
      if (error) return;  // what a proxy did not write itself is not believed
      request.remote_address = parsed.to_string();
      if (!is_trusted(request.remote_address) || comma == std::string_view::npos) break;
      list = list.substr(0, comma);
    }
    if (!is_trusted(request.remote_address)) return;
  }
}

// An answer the edge gives itself, before the request's end: what follows cannot be read as a request any more.
void Session::refuse(Response&& response) {
  if (!reader_->is_complete()) keep_alive_ = false;
  release_upload();
  reader_->request().upload.reset();
  state_ = State::answering;
  ++generation_;
  send(std::move(response));
}

void Session::respond(Response&& response, std::uint64_t generation) {
  if (state_ != State::answering || generation != generation_) return;
  send(std::move(response));
}

void Session::drain() {
  if (state_ == State::head && pending_.empty()) return close();
  keep_alive_ = false;
}

void Session::sweep() {
  const Options& options = core_->options;
  const SteadyTime now = core_->now;
  const auto waited = now - since_;
  switch (state_) {
    case State::head: {
      const bool between = pending_.empty() && !reader_->has_started();
      const auto limit = between && generation_ > 0 ? options.idle_timeout : options.header_timeout;
      if (waited <= limit) return;
      core_->counts.timed_out.fetch_add(1, std::memory_order_relaxed);
      return between ? close() : refuse(refusal(408, "The request's headers took too long."));
    }
    case State::body: {
      const auto seconds = std::chrono::duration_cast<std::chrono::milliseconds>(waited - options.body_grace).count();
      const auto floor =
          options.body_bytes_per_second_min * static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0));
      if (waited <= options.body_grace || reader_->body_bytes() * 1000 >= floor) return;
      core_->counts.timed_out.fetch_add(1, std::memory_order_relaxed);
      return refuse(refusal(408, "The request's body came too slowly."));
    }
    case State::answering:
      if (waited <= options.answer_timeout) return;
      core_->counts.timed_out.fetch_add(1, std::memory_order_relaxed);
      keep_alive_ = false;
      ++generation_;
      return send(refusal(503, "The answer took too long: try again."));
    case State::writing: {
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(waited - options.idle_timeout).count();
      const auto floor =
          options.body_bytes_per_second_min * static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0));
      if (now - progress_ > options.idle_timeout || written_bytes_ < floor) close();
      return;
    }
    case State::lingering:
      if (waited > linger_limit) close();
      return;
    case State::closed:
      return;
  }
}

}  // namespace redress::http
