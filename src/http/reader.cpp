// SPDX-License-Identifier: Apache-2.0
#include "http/reader.hpp"

#include <charconv>

#include "http/ascii.hpp"

namespace redress::http {
namespace beast_http = boost::beast::http;
namespace {

constexpr std::size_t chunk_extension_bytes_max = 256;

bool has_lone_lf(std::string_view bytes) {
  const std::size_t at = bytes.find('\n');
  return at != std::string_view::npos && (at == 0 || bytes[at - 1] != '\r');
}

std::optional<Method> find_method(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::get;
    case beast_http::verb::head:
      return Method::head;
    case beast_http::verb::post:
      return Method::post;
    case beast_http::verb::put:
      return Method::put;
    case beast_http::verb::patch:
      return Method::patch;
    case beast_http::verb::delete_:
      return Method::remove;
    case beast_http::verb::options:
      return Method::options;
    default:
      return std::nullopt;
  }
}

bool is_host(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || std::string_view("-._~:[]%").find(c) != std::string_view::npos;
  });
}

bool has_control_character(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; });
}

}  // namespace

RequestReader::RequestReader(const Limits& limits) : limits_(limits) {
  header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
  body_limit(boost::none);  // counted here, where the route's own limit is known
}

RequestReader::Step RequestReader::feed(std::string_view bytes) {
  std::size_t used_bytes = 0;
  for (;;) {
    if (is_header_done() && !head_reported_) {
      head_reported_ = true;
      return {used_bytes, State::head};
    }
    if (is_done()) {
      if (request_.upload && refusal_.status == 0) {
        if (!request_.upload->finish().ok()) {
          refusal_ = {503, "The upload could not be stored."};
          return {used_bytes, State::refused};
        }
      }
      return {used_bytes, State::done};
    }
    const std::string_view rest = bytes.substr(used_bytes);
    if (rest.empty()) return {used_bytes, State::more};
    // Beast 1.81 asserts that a last chunk has at least five bytes the second time it looks; an empty body's "0\r\n"
    // has three.
    if (is_header_done() && chunked() && !chunk_seen_ && rest.size() < 5) return {used_bytes, State::more};
    code error;
    const std::size_t used = put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    used_bytes += used;
    if (!is_header_done()) header_bytes_ += used;
    const std::size_t waiting = rest.size() - used;
    if (error == beast_http::error::need_more) {
      // What waits is one unfinished line: of the head, of a chunk, or of the trailer.
      if (!is_header_done() && header_bytes_ + waiting >= limits_.header_bytes_max)
        error = beast_http::error::header_limit;
      if (is_header_done() && waiting >= limits_.header_bytes_max) error = beast_http::error::bad_chunk;
      if (error == beast_http::error::need_more) return {used_bytes, State::more};
    }
    if (error) {
      // Beast tells a line that ends in a lone LF from a wrong version only by how much of it has arrived.
      if (error == beast_http::error::bad_version && has_lone_lf(rest)) error = beast_http::error::bad_line_ending;
      return refused(used_bytes, error);
    }
  }
}

RequestReader::Step RequestReader::refused(std::size_t used_bytes, const code& error) {
  if (refusal_.status == 0) {
    if (error == beast_http::error::header_limit) {
      refusal_ = {431, "The request's headers are larger than this server takes."};
    } else if (error == beast_http::error::bad_version) {
      refusal_ = {505, "The request line must end in a version this server speaks: 1.1 or 1.0."};
    } else if (error == beast_http::error::bad_transfer_encoding || error == beast_http::error::bad_content_length ||
               error == beast_http::error::multiple_content_length) {
      refusal_ = {400, "The request's length is stated in a contradictory or malformed way."};
    } else if (error == beast_http::error::bad_chunk || error == beast_http::error::bad_chunk_extension) {
      refusal_ = {400, "The request's chunks are malformed."};
    } else {
      refusal_ = {400, "The request is not well-formed HTTP/1.1."};
    }
  }
  return {used_bytes, State::refused};
}

void RequestReader::allow_body(std::uint64_t bytes_max, std::optional<SpoolFile> spool) {
  body_bytes_max_ = bytes_max;
  request_.upload = std::move(spool);
  if (!request_.upload && announced_bytes_)
    request_.body.reserve(std::min<std::uint64_t>(*announced_bytes_, 64 * 1024));
}

void RequestReader::refuse(int status, std::string_view detail, code& error) {
  refusal_ = {status, detail};
  error = beast_http::error::bad_value;
}

void RequestReader::on_request_impl(beast_http::verb method, text, text target, int version, code& error) {
  version_ = version;
  const auto known = find_method(method);
  if (!known) return refuse(501, "This server does not know that method.", error);
  request_.method = *known;
  request_.headers.reserve(12);
  request_.target.assign(target.data(), target.size());
}

void RequestReader::on_response_impl(int, text, int, code&) {}

void RequestReader::on_field_impl(beast_http::field name, text name_text, text value, code& error) {
  if (++field_count_ > limits_.header_count_max) return refuse(431, "The request has too many header fields.", error);
  const std::string_view plain(value.data(), value.size());
  if (has_control_character(plain)) return refuse(400, "A header holds a control character.", error);
  if (head_reported_) return;  // a trailer: allowed by the protocol, used by nothing here
  note_field(name, plain, error);
  if (!error) request_.headers.push_back({std::string(name_text.data(), name_text.size()), std::string(plain)});
}

void RequestReader::note_field(beast_http::field name, std::string_view value, code& error) {
  switch (name) {
    case beast_http::field::host:
      if (++host_count_ > 1) return refuse(400, "The request names its host twice.", error);
      if (!is_host(value)) return refuse(400, "The Host header is malformed.", error);
      break;
    case beast_http::field::transfer_encoding:
      ++transfer_encoding_count_;
      if (transfer_encoding_count_ > 1) return refuse(400, "Transfer-Encoding is given twice.", error);
      if (!is_equal_ignoring_case(value, "chunked")) {
        return refuse(501, "The only transfer coding understood here is chunked.", error);
      }
      break;
    case beast_http::field::content_length: {
      std::uint64_t bytes = 0;
      const char* end = value.data() + value.size();
      const auto [stop, failure] = std::from_chars(value.data(), end, bytes);
      if (announced_bytes_) return refuse(400, "Content-Length is given twice.", error);
      if (value.empty() || !http::is_digit(value.front()) || failure != std::errc{} || stop != end) {
        return refuse(400, "Content-Length is not a number.", error);
      }
      announced_bytes_ = bytes;
      break;
    }
    case beast_http::field::expect:
      if (!is_equal_ignoring_case(value, "100-continue"))
        return refuse(417, "Only 100-continue can be expected.", error);
      expects_continue_ = version_ >= 11;
      break;
    default:
      break;
  }
}

void RequestReader::on_header_impl(code& error) {
  if (host_count_ == 0 && version_ >= 11) return refuse(400, "The Host header is missing.", error);
  if (transfer_encoding_count_ > 0 && announced_bytes_) {
    return refuse(400, "Content-Length and Transfer-Encoding exclude each other.", error);
  }
  if (transfer_encoding_count_ > 0 && version_ < 11) {
    return refuse(400, "Transfer-Encoding does not exist in HTTP/1.0.", error);
  }
}

void RequestReader::on_body_init_impl(const length&, code&) {}

std::size_t RequestReader::on_body_impl(text body, code& error) {
  body_bytes_ += body.size();
  if (body_bytes_ > body_bytes_max_) {
    refuse(413, "The request's body is larger than this address takes.", error);
  } else if (!request_.upload) {
    request_.body.append(body.data(), body.size());
  } else if (!request_.upload->append(view_bytes({body.data(), body.size()})).ok()) {
    refuse(503, "The upload could not be stored.", error);
  }
  return body.size();
}

void RequestReader::on_chunk_header_impl(std::uint64_t, text extensions, code& error) {
  chunk_seen_ = true;
  if (extensions.size() > chunk_extension_bytes_max) error = beast_http::error::bad_chunk_extension;
}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t, text body, code& error) {
  return on_body_impl(body, error);
}

void RequestReader::on_finish_impl(code&) {}

}  // namespace redress::http
