// SPDX-License-Identifier: Apache-2.0
// http/hardening_cases.hpp — the table of requests that must be refused, and of odd ones that must not.
//
// Use this when   testing the edge, or anything that would replace it.
// Errors          none.
// Threads         pure functions.
// Source          RFC 9112 §2.2, §3.2, §5.1, §5.2, §6.1–6.3, §7.1, §11.2; the request smuggling families CL.TE, TE.CL,
//                 TE.TE, CL.CL.
#pragma once

#include <string>
#include <vector>

namespace redress::http {

struct BadRequest {
  std::string name;  // also the seed's file name
  int status;
  std::string bytes;
};
struct GoodRequest {
  std::string name;
  int handled;  // how many requests a handler must have seen
  std::string bytes;
};

inline std::string post_with(const std::string& lines, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body;
}
inline std::string get_with(const std::string& lines) { return "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }

inline std::vector<BadRequest> framing_cases() {
  const std::string te = "Transfer-Encoding: chunked\r\n";
  const std::string end = "0\r\n\r\n";
  return {
      {"cl_and_te", 400, post_with("Content-Length: 5\r\n" + te, end)},
      {"te_and_cl", 400, post_with(te + "Content-Length: 5\r\n", end)},
      {"cl_zero_and_te", 400, post_with("Content-Length: 0\r\n" + te, end)},
      {"cl_differing", 400, post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")},
      {"cl_twice_equal", 400, post_with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
      {"cl_list_equal", 400, post_with("Content-Length: 5, 5\r\n", "hello")},
      {"cl_list_differing", 400, post_with("Content-Length: 5, 6\r\n", "hello!")},
      {"cl_plus", 400, post_with("Content-Length: +5\r\n", "hello")},
      {"cl_minus", 400, post_with("Content-Length: -5\r\n", "hello")},
      {"cl_hex", 400, post_with("Content-Length: 0x5\r\n", "hello")},
      {"cl_decimal_point", 400, post_with("Content-Length: 5.0\r\n", "hello")},
      {"cl_empty", 400, post_with("Content-Length:\r\n", "hello")},
      {"cl_word", 400, post_with("Content-Length: five\r\n", "hello")},
      {"cl_inner_space", 400, post_with("Content-Length: 1 0\r\n", "helloworld")},
      {"cl_trailing_comma", 400, post_with("Content-Length: 5,\r\n", "hello")},
      {"cl_overflow", 400, post_with("Content-Length: 18446744073709551617\r\n", "h")},
      {"cl_quoted", 400, post_with("Content-Length: \"5\"\r\n", "hello")},
      {"cl_exponent", 400, post_with("Content-Length: 5e0\r\n", "hello")},
      {"te_xchunked", 501, post_with("Transfer-Encoding: xchunked\r\n", end)},
      {"te_identity", 501, post_with("Transfer-Encoding: identity\r\n", "")},
      {"te_gzip_chunked", 501, post_with("Transfer-Encoding: gzip, chunked\r\n", end)},
      {"te_chunked_identity", 501, post_with("Transfer-Encoding: chunked, identity\r\n", end)},
      {"te_chunked_chunked", 501, post_with("Transfer-Encoding: chunked, chunked\r\n", end)},
      {"te_twice", 400, post_with(te + te, end)},
      {"te_twice_second_odd", 400, post_with(te + "Transfer-Encoding: x\r\n", end)},
      {"te_twice_first_odd", 501, post_with("Transfer-Encoding: x\r\n" + te, end)},
      {"te_quoted", 501, post_with("Transfer-Encoding: \"chunked\"\r\n", end)},
      {"te_parameter", 501, post_with("Transfer-Encoding: chunked;q=1\r\n", end)},
      {"te_trailing_comma", 501, post_with("Transfer-Encoding: chunked,\r\n", end)},
      {"te_leading_comma", 501, post_with("Transfer-Encoding: ,chunked\r\n", end)},
      {"te_vertical_tab", 400, post_with("Transfer-Encoding: \vchunked\r\n", end)},
      {"te_empty", 501, post_with("Transfer-Encoding:\r\n", "")},
      {"te_http10", 400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"te_space_before_colon", 400, post_with("Transfer-Encoding : chunked\r\n", end)},
      {"te_tab_before_colon", 400, post_with("Transfer-Encoding\t: chunked\r\n", end)},
      {"te_bare_lf_hidden", 400, post_with("X: y\nTransfer-Encoding: chunked\r\n", end)},
      {"te_bare_cr_hidden", 400, post_with("X: y\rTransfer-Encoding: chunked\r\n", end)},
      {"te_xchunked_and_cl", 400, post_with("Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n", "hello")},
  };
}

inline std::vector<BadRequest> chunk_cases() {
  const auto chunks = [](const std::string& body) { return post_with("Transfer-Encoding: chunked\r\n", body); };
  return {
      {"chunk_0x", 400, chunks("0x5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_overflow", 400, chunks("10000000000000005\r\nhello\r\n0\r\n\r\n")},
      {"chunk_huge", 413, chunks("ffffffffffffffff\r\n" + std::string(2000, 'x'))},
      {"chunk_minus", 400, chunks("-5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_plus", 400, chunks("+5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_leading_space", 400, chunks(" 5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_empty_size", 400, chunks("\r\nhello\r\n0\r\n\r\n")},
      {"chunk_longer_than_said", 400, chunks("3\r\nhello\r\n0\r\n\r\n")},
      {"chunk_shorter_than_said", 400, chunks("7\r\nhello\r\n0\r\n\r\n")},
      {"chunk_bare_lf", 400, chunks("5\nhello\n0\n\n")},
      {"chunk_lf_after_data", 400, chunks("5\r\nhello\n0\r\n\r\n")},
      {"chunk_extension_with_lf", 400, chunks("5;a\nb\r\nhello\r\n0\r\n\r\n")},
      {"chunk_extension_long", 400, chunks("5;a=" + std::string(300, 'b') + "\r\nhello\r\n0\r\n\r\n")},
      {"chunk_word", 400, chunks("five\r\nhello\r\n0\r\n\r\n")},
      {"chunk_underscore", 400, chunks("0_5\r\nhello\r\n0\r\n\r\n")},
      {"chunk_bodies_over_limit", 413,
       chunks("258\r\n" + std::string(600, 'x') + "\r\n258\r\n" + std::string(600, 'x'))},
      {"trailer_content_length", 400, chunks("5\r\nhello\r\n0\r\nContent-Length: 4\r\n\r\n")},
      {"trailer_transfer_encoding", 400, chunks("5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n")},
      {"trailer_control", 400, chunks(std::string("5\r\nhello\r\n0\r\nX: a\0b\r\n\r\n", 23))},
  };
}

inline std::vector<BadRequest> head_cases() {
  return {
      {"space_before_colon", 400, get_with("X : y\r\n")},
      {"space_before_first_header", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"bare_lf", 400, "GET / HTTP/1.1\nHost: a\n\n"},
      {"bare_lf_in_header", 400, get_with("X: a\nY: b\r\n")},
      {"bare_cr_in_header", 400, get_with("X: a\rY: b\r\n")},
      {"nul_in_value", 400, get_with(std::string("X: a\0b\r\n", 8))},
      {"nul_in_name", 400, get_with(std::string("X\0Y: b\r\n", 8))},
      {"no_colon", 400, get_with("Novalue\r\n")},
      {"empty_name", 400, get_with(": value\r\n")},
      {"control_in_name", 400, get_with("X\x01: value\r\n")},
      {"no_host", 400, "GET / HTTP/1.1\r\nX: y\r\n\r\n"},
      {"two_hosts", 400, get_with("Host: b\r\n")},
      {"host_list", 400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"host_with_path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"host_with_user", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
      {"host_empty", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"header_100_kib", 431, get_with("X: " + std::string(100 * 1024, 'x') + "\r\n")},
      {"target_20_kib", 431, "GET /" + std::string(20 * 1024, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"header_count_200", 431,
       [] {
         std::string lines;
         for (int i = 0; i < 200; ++i) lines += "X: y\r\n";
         return get_with(lines);
       }()},
      {"body_over_limit", 413, post_with("Content-Length: 2000\r\n", std::string(2000, 'x'))},
      {"version_2", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {"version_1_2", 505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"version_missing", 400, "GET /\r\nHost: a\r\n\r\n"},
      {"version_lower", 505, "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {"two_spaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"space_in_target", 505, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"tab_separator", 400, "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n"},
      {"method_unknown", 501, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"method_lower", 501, "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"method_connect", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"method_trace", 501, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_relative", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_dots", 400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_encoded_dots", 400, "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_nul", 400, "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_bad_escape", 400, "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_fragment", 400, "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_not_utf8", 400, "GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"target_absolute_user", 400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"expect_other", 417, post_with("Content-Length: 5\r\nExpect: tea\r\n", "hello")},
      {"http2_preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"tls_hello", 400, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)},
      {"leading_blank_line", 400, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
  };
}

inline std::vector<BadRequest> bad_requests() {
  std::vector<BadRequest> all = framing_cases();
  for (auto& one : chunk_cases()) all.push_back(std::move(one));
  for (auto& one : head_cases()) all.push_back(std::move(one));
  return all;
}

inline std::vector<GoodRequest> good_requests() {
  return {
      {"good_get", 1, get_with("")},
      {"good_pipelined", 3, get_with("") + get_with("") + get_with("Connection: close\r\n")},
      {"good_post", 1, post_with("Content-Length: 5\r\n", "hello")},
      {"good_post_then_get", 2, post_with("Content-Length: 5\r\n", "hello") + get_with("")},
      {"good_chunked", 2, post_with("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n") + get_with("")},
      {"good_chunked_upper", 1, post_with("TRANSFER-ENCODING: Chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")},
      {"good_chunk_extension", 1, post_with("Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n")},
      {"good_chunked_empty", 2, post_with("Transfer-Encoding: chunked\r\n", "0\r\n\r\n") + get_with("")},
      {"good_trailer", 2,
       post_with("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\nX: y\r\n\r\n") + get_with("")},
      {"good_empty_post", 1, post_with("", "")},
      {"good_absolute_target", 1, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"good_http10", 1, "GET / HTTP/1.0\r\n\r\n"},
      // RFC 9112 §5.2 lets a server read a folded line as one with a space.
      {"good_folded_header", 1, get_with("X: a\r\n b\r\n")},
      {"good_get_with_body", 2, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get_with("")},
      {"good_upgrade_ignored", 1, get_with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n")},
      {"good_ipv6_host", 1, "GET / HTTP/1.1\r\nHost: [::1]:8480\r\n\r\n"},
  };
}

}  // namespace redress::http
