// SPDX-License-Identifier: Apache-2.0
#include "mail/message.hpp"

#include <gmime/gmime.h>

#include <memory>
#include <mutex>

namespace redress::mail {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class Object>
using Held = std::unique_ptr<Object, Unref>;

void start_library() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

// Exactly one mailbox; nothing otherwise.
InternetAddressMailbox* find_only_mailbox(InternetAddressList* list) {
  if (list == nullptr || internet_address_list_length(list) != 1) return nullptr;
  InternetAddress* only = internet_address_list_get_address(list, 0);
  return INTERNET_ADDRESS_IS_MAILBOX(only) ? INTERNET_ADDRESS_MAILBOX(only) : nullptr;
}

std::string domain_of(const std::string& address) { return address.substr(address.find('@') + 1); }

Held<GMimePart> make_body(const Message& message) {
  Held<GMimeTextPart> part(g_mime_text_part_new());
  g_mime_text_part_set_charset(part.get(), "utf-8");
  g_mime_text_part_set_text(part.get(), message.text.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_object_set_header(GMIME_OBJECT(part.get()), "Content-Language", message.language.c_str(), nullptr);
  return Held<GMimePart>(GMIME_PART(part.release()));
}

std::string write_out(GMimeMessage* mail) {
  GMimeFormatOptions* format = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
  char* written = g_mime_object_to_string(GMIME_OBJECT(mail), format);
  std::string text(written);
  g_free(written);
  g_mime_format_options_free(format);
  return text;
}

}  // namespace

Result<std::string> parse_mailbox(const std::string& text) {
  start_library();
  const Held<InternetAddressList> list(internet_address_list_parse(nullptr, text.c_str()));
  InternetAddressMailbox* mailbox = find_only_mailbox(list.get());
  const char* address = mailbox == nullptr ? nullptr : internet_address_mailbox_get_addr(mailbox);
  const std::string found = address == nullptr ? "" : address;
  const auto at = found.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == found.size()) {
    return Error{Code::invalid, "not one e-mail address, as in \"Name <name@host>\""};
  }
  return found;
}

Result<std::string> compose(const Message& message) {
  start_library();
  TRY_ASSIGN(const std::string from, parse_mailbox(message.from));
  TRY_ASSIGN(const std::string to, parse_mailbox(message.to));
  const Held<GMimeMessage> mail(g_mime_message_new(FALSE));
  const Held<InternetAddressList> senders(internet_address_list_parse(nullptr, message.from.c_str()));
  internet_address_list_append(g_mime_message_get_from(mail.get()), senders.get());
  g_mime_message_add_mailbox(mail.get(), GMIME_ADDRESS_TYPE_TO, nullptr, to.c_str());
  g_mime_message_set_subject(mail.get(), message.subject.c_str(), "utf-8");
  GDateTime* date = g_date_time_new_from_unix_utc(message.at.ms / 1'000);
  g_mime_message_set_date(mail.get(), date);
  g_date_time_unref(date);
  g_mime_message_set_message_id(mail.get(), (message.id + "@" + domain_of(from)).c_str());
  g_mime_object_set_header(GMIME_OBJECT(mail.get()), "Auto-Submitted", "auto-generated", nullptr);
  g_mime_message_set_mime_part(mail.get(), GMIME_OBJECT(make_body(message).get()));
  return write_out(mail.get());
}

}  // namespace redress::mail
