// SPDX-License-Identifier: Apache-2.0
// http/http.hpp — an HTTP/1.1 edge: routes in, requests out to handlers, answers back whenever they are ready.
//
// Use this when   something must be served. TLS and HTTP/2 belong to the proxy in front (decision 0012).
// Shapes          a pattern is "/api/v1/cases/{id}"; the last part may be "{rest...}" and takes what remains, slashes
//                 included.
//                 Exact patterns win over patterns with parameters; among those, the first added wins.
// Units           *_bytes_max bytes; durations are std::chrono.
// Errors          start: invalid (address), unavailable (port taken, folder not writable). What a client does wrong
//                 never
//                 reaches a handler: it is answered here as application/problem+json (400 404 405 408 411 413 415 417
//                 431 501
//                 503 505).
// Threads         one I/O thread and `worker_count` workers. Handlers run on workers, together; `immediate` ones on
//                 the I/O
//                 thread, where they must not block. A Responder may be called from any thread, and after stop().
// Lifetime        Server::start() takes the routes; the destructor stops. A request's spool file dies with the request.
// Cost            an immediate GET ≈ 12 µs of CPU; a connection that waits holds about 1 KiB.
// Never           names a Boost type here, logs a URL or an address, or lets a waiting queue grow without bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/spool.hpp"

namespace redress::http {

enum class Method { get, head, post, put, patch, remove, options };  // `remove` is DELETE, a word C++ keeps for itself

struct Field {
  std::string name;
  std::string value;
};
using Fields = std::vector<Field>;  // order kept, names may repeat

// The first field of that name: exactly, or as headers are compared (ASCII case ignored).
[[nodiscard]] std::optional<std::string_view> find_field(const Fields& fields, std::string_view name);
[[nodiscard]] std::optional<std::string_view> find_header(const Fields& headers, std::string_view name);

struct Request {
  Method method = Method::get;  // a HEAD request to a GET route arrives as `head`; its body is cut off here
  std::string target;           // as sent
  std::string
      path;      // decoded; never holds "." or ".." parts, control characters or an encoded slash outside parameters
  Fields query;  // decoded
  Fields headers;
  Fields parameters;       // from the pattern, decoded
  std::string_view route;  // the pattern that matched: a bounded label for metrics
  std::string body;        // empty when `upload` holds it
  std::optional<SpoolFile> upload;
  std::string remote_address;  // numeric; behind a trusted proxy, the last address that proxy did not vouch for

  [[nodiscard]] std::optional<std::string_view> find_header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> find_query(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> find_cookie(std::string_view name) const;
  // The pattern names it, so it is there: anything else is our own mistake.
  [[nodiscard]] const std::string& parameter(std::string_view name) const;
  // "multipart/form-data" of "multipart/form-data; boundary=x", lower case; empty when none was sent.
  [[nodiscard]] std::string media_type() const;
};

struct Response {
  int status = 200;
  Fields headers;  // Content-Length, Date, Connection and Transfer-Encoding are the edge's own and are ignored here
  std::string body;
  std::string file_path;  // when not empty, this file is sent instead of `body`
};

[[nodiscard]] Response reply(int status, std::string content_type, std::string body);
[[nodiscard]] Response reply_file(std::string path, std::string content_type);
[[nodiscard]] Response reply_empty(int status = 204);
[[nodiscard]] Response redirect(std::string location, int status = 303);

struct ProblemPointer {
  std::string pointer;  // RFC 6901 fragment: "#/items/0/url"
  std::string detail;
};
// RFC 9457. `type` is about:blank unless given.
[[nodiscard]] Response problem(int status, std::string_view title, std::string_view detail,
                               const std::vector<ProblemPointer>& errors = {}, std::string_view type = {});

// Answers one request, once: the first call counts, later ones do nothing. Copies speak for the same request. When the
// last copy
// goes without an answer the client gets 500, so a lost request is visible.
class Responder {
 public:
  // For tests and for callers of their own: the answer goes to `deliver`.
  explicit Responder(std::function<void(Response)> deliver);
  Responder(const Responder& other) noexcept;
  Responder(Responder&& other) noexcept;
  Responder& operator=(Responder other) noexcept;
  ~Responder();
  void operator()(Response response) const;

  class Ticket;  // the edge's side, one per request
  explicit Responder(std::unique_ptr<Ticket> ticket) noexcept;

 private:
  Ticket* ticket_ = nullptr;
};

using Handler = std::function<void(Request&&, Responder)>;
// For handlers that know the answer when they return.
[[nodiscard]] Handler answer(std::function<Response(Request&&)> compute);

struct RouteOptions {
  std::uint64_t body_bytes_max = 1 << 20;  // bodies kept in memory; over it 413
  std::uint64_t upload_bytes_max =
      0;  // > 0: a body that is not JSON, a plain form or text goes to a spool file, up to this size
  std::vector<std::string>
      content_types;           // when not empty, any other body is 415: {"application/json", "multipart/form-data"}
  bool body_required = false;  // 411 when the request announces none
  bool immediate = false;      // on the I/O thread: only for handlers that never block and take microseconds
};

class Routes {
 public:
  Routes();
  Routes(Routes&&) noexcept;
  Routes& operator=(Routes&&) noexcept;
  ~Routes();
  // A malformed or doubled pattern is our own mistake and ends the process. GET routes answer HEAD; OPTIONS, 404 and
  // 405 are made
  // from what was added.
  void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});

  struct Table;
  [[nodiscard]] const Table& table() const { return *table_; }

 private:
  std::unique_ptr<Table> table_;
};

struct Options {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;             // 0: a free one, see Server::port()
  std::size_t worker_count = 2;
  std::size_t queue_count_max = 1024;  // requests that wait for a worker; over it 503 with Retry-After
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t header_count_max = 100;
  std::size_t connections_max = 12'000;
  std::size_t connections_per_address_max = 64;    // not counted for loopback and trusted proxies; 0: no limit
  std::size_t pipeline_max = 64;                   // requests sent ahead of our answers before the connection is closed
  std::size_t uploads_max = 64;                    // spool files being received at once; over it 503
  std::chrono::milliseconds idle_timeout{60'000};  // between requests, and for a client to take more of an answer
  std::chrono::milliseconds header_timeout{
      10'000};  // from the first byte (or the connection's start) to the end of the headers
  std::chrono::milliseconds body_grace{10'000};  // then a body must have come at body_bytes_per_second_min on average
  std::uint64_t body_bytes_per_second_min = 1024;
  std::chrono::milliseconds answer_timeout{120'000};  // a handler that has not answered by then: 503
  std::string spool_folder = "/tmp";
  std::vector<std::string> trusted_proxies;  // numeric addresses whose X-Forwarded-For is believed
  Fields common_headers;                     // added to every answer that does not set the same name itself
};

struct Counts {
  std::uint64_t connections_open = 0, connections_total = 0, connections_refused = 0;
  std::uint64_t requests_total = 0, requests_malformed = 0, requests_queue_full = 0, requests_timed_out = 0;
};

class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(Options options, Routes routes);
  virtual ~Server() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual Counts counts() const = 0;
  // Stops accepting, lets what is running finish for at most `limit`, then closes what is left. Safe to call again.
  virtual void stop(std::chrono::milliseconds limit) = 0;
};

}  // namespace redress::http
