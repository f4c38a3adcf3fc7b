// SPDX-License-Identifier: Apache-2.0
#include "mail/relay.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace redress::mail {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

struct Unsent {
  std::string_view rest;
};

std::size_t give_bytes(char* out, std::size_t, std::size_t room, void* held) {
  auto& unsent = *static_cast<Unsent*>(held);
  const std::size_t given = std::min(room, unsent.rest.size());
  std::memcpy(out, unsent.rest.data(), given);
  unsent.rest.remove_prefix(given);
  return given;
}

// A wrong password or a missing certificate is the operator's to mend; the letter waits for it.
bool is_ours_to_mend(CURLcode code) {
  return code == CURLE_LOGIN_DENIED || code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION;
}

Handover judge(CURLcode code, long status) {
  Handover handover;
  handover.status = static_cast<int>(status);
  if (code == CURLE_OK) {
    handover.outcome = Handover::Outcome::taken;
    return handover;
  }
  if (status >= 500 && status <= 599 && !is_ours_to_mend(code)) handover.outcome = Handover::Outcome::refused;
  handover.reason = curl_easy_strerror(code);
  if (status != 0) handover.reason += ", reply " + std::to_string(status);
  return handover;
}

}  // namespace

Status verify_relay(const Relay& relay) {
  const bool is_mail = relay.url.starts_with("smtp://") || relay.url.starts_with("smtps://");
  if (!is_mail || relay.url.size() <= std::string_view("smtps://").size()) {
    return Error{Code::invalid, "must be smtp://HOST:PORT or smtps://HOST:PORT"};
  }
  return Done{};
}

Handover hand_over(const Relay& relay, const std::string& from, const std::string& to, const std::string& message) {
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  CHECK(easy != nullptr);
  const std::unique_ptr<curl_slist, FreeList> receivers(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  CHECK(receivers != nullptr);
  Unsent unsent{message};
  CURL* const one = easy.get();
  set(one, CURLOPT_URL, relay.url.c_str());
  set(one, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(one, CURLOPT_NOSIGNAL, 1L);
  set(one, CURLOPT_PROXY, "");
  set(one, CURLOPT_TIMEOUT_MS, static_cast<long>(relay.timeout.count()));
  set(one, CURLOPT_USE_SSL, static_cast<long>(relay.requires_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  // Where TLS is not asked for it hides from whoever only listens, so no certificate is refused there.
  set(one, CURLOPT_SSL_VERIFYPEER, relay.requires_tls ? 1L : 0L);
  set(one, CURLOPT_SSL_VERIFYHOST, relay.requires_tls ? 2L : 0L);
  if (!relay.ca_file.empty()) set(one, CURLOPT_CAINFO, relay.ca_file.c_str());
  if (!relay.user.empty()) {
    set(one, CURLOPT_USERNAME, relay.user.c_str());
    set(one, CURLOPT_PASSWORD, relay.password.c_str());
  }
  set(one, CURLOPT_MAIL_FROM, ("<" + from + ">").c_str());
  set(one, CURLOPT_MAIL_RCPT, receivers.get());
  set(one, CURLOPT_UPLOAD, 1L);
  set(one, CURLOPT_READFUNCTION, give_bytes);
  set(one, CURLOPT_READDATA, static_cast<void*>(&unsent));
  const CURLcode code = curl_easy_perform(one);
  long status = 0;
  (void)curl_easy_getinfo(one, CURLINFO_RESPONSE_CODE, &status);
  return judge(code, status);
}

}  // namespace redress::mail
