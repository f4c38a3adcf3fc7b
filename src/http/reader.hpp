// SPDX-License-Identifier: Apache-2.0
// http/reader.hpp — bytes of a connection into one Request, refusing whatever two parsers could read in two ways.
//
// Use this when   inside this room only: it names Boost. One reader reads one message.
// Shapes          feed() takes what the connection holds and says how much it used; unused bytes are given again, with
//                 more.
// Errors          a Refusal: the status and sentence to answer with; the connection must close after it.
// Threads         the I/O thread's (or a test's).
// Source          RFC 9112 §2.2, §3, §5, §6, §7; RFC 9110 §5.5. Beast 1.81 parses; what it lets through is refused
//                 here: transfer
//                 codings other than chunked, a missing or doubled Host, repeated Content-Length, HTTP/1.0 with
//                 Transfer-Encoding.
// Never           keeps trailer fields, or a body larger than was allowed.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string_view>

#include "http/http.hpp"

namespace redress::http {

struct Refusal {
  int status = 400;
  std::string_view detail;  // static text
};

class RequestReader final : private boost::beast::http::basic_parser<true> {
 public:
  struct Limits {
    std::size_t header_bytes_max;
    std::size_t header_count_max;
  };
  enum class State { more, head, done, refused };
  struct Step {
    std::size_t used_bytes;
    State state;
  };

  explicit RequestReader(const Limits& limits);

  // `head` is reported once, between the headers and the body: then say what body may come, and feed on.
  [[nodiscard]] Step feed(std::string_view bytes);
  void allow_body(std::uint64_t bytes_max, std::optional<SpoolFile> spool);

  [[nodiscard]] Request& request() { return request_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }
  [[nodiscard]] bool is_complete() const { return is_done(); }
  [[nodiscard]] bool has_started() const { return got_some(); }
  [[nodiscard]] bool is_keep_alive() const { return keep_alive(); }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  [[nodiscard]] bool has_framing() const { return chunked() || announced_bytes_.has_value(); }
  [[nodiscard]] std::optional<std::uint64_t> announced_bytes() const { return announced_bytes_; }
  [[nodiscard]] std::uint64_t body_bytes() const { return body_bytes_; }

 private:
  using text = boost::beast::string_view;
  using code = boost::beast::error_code;
  using length = boost::optional<std::uint64_t>;
  void on_request_impl(boost::beast::http::verb method, text method_text, text target, int version,
                       code& error) override;
  void on_response_impl(int, text, int, code&) override;
  void on_field_impl(boost::beast::http::field name, text name_text, text value, code& error) override;
  void on_header_impl(code& error) override;
  void on_body_init_impl(const length& announced, code& error) override;
  std::size_t on_body_impl(text body, code& error) override;
  void on_chunk_header_impl(std::uint64_t size, text extensions, code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, text body, code& error) override;
  void on_finish_impl(code& error) override;

  void refuse(int status, std::string_view detail, code& error);
  void note_field(boost::beast::http::field name, std::string_view value, code& error);
  Step refused(std::size_t used_bytes, const code& error);

  const Limits limits_;
  Request request_;
  Refusal refusal_{0, {}};
  std::optional<std::uint64_t> announced_bytes_;
  std::uint64_t body_bytes_ = 0, body_bytes_max_ = 0;
  std::size_t header_bytes_ = 0, field_count_ = 0;
  int version_ = 11, host_count_ = 0, transfer_encoding_count_ = 0;
  bool expects_continue_ = false, head_reported_ = false, chunk_seen_ = false;
};

}  // namespace redress::http
