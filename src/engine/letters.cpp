// SPDX-License-Identifier: Apache-2.0
#include "engine/letters.hpp"

#include <fstream>

#include "report/safe_time.hpp"

namespace redress::engine {
namespace {

std::string id_of(int notice_no, const Id& case_id, std::uint64_t case_seq) {
  return make_delivery_id("letter" + std::to_string(notice_no), case_id, case_seq);
}

// The first line of a file that holds nothing else.
Result<std::string> load_password(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.empty()) {
    return Error{Code::invalid, "letters.password_file: " + path + " holds no password in its first line"};
  }
  return line;
}

Outbox::Attempt give_up(const std::string& reason) { return {Outbox::Attempt::Outcome::give_up, {}, reason, {}}; }

Outbox::Attempt hold(Instant until) { return {Outbox::Attempt::Outcome::hold, {}, {}, {}, until}; }

Outbox::Attempt judge(const mail::Handover& handover) {
  using Outcome = Outbox::Attempt::Outcome;
  if (handover.outcome == mail::Handover::Outcome::taken) return {Outcome::heard, {}, {}, {}};
  if (handover.outcome == mail::Handover::Outcome::refused) return give_up(handover.reason);
  return {Outcome::retry, {}, handover.reason, {}};
}

}  // namespace

bool LetterPace::admit(const std::string& address, Instant now) {
  if (days_.size() >= address_count_max_ && !days_.contains(address)) days_.clear();
  Day& day = days_[address];
  if (day.count == 0 || now - day.begins >= std::chrono::hours{24}) day = {now, 0};
  if (day.count >= daily_count_max_) return false;
  ++day.count;
  return true;
}

// `senders` by notice: without an address where none was left, or it was erased.
struct Letters::Told {
  std::vector<cases::Event> events;
  cases::Case after;
  std::vector<report::Addressee> addressees;
  std::vector<cases::Personal> senders;

  [[nodiscard]] const cases::Notice& notice_of(const report::Addressee& addressee) const {
    return after.notices.at(static_cast<std::size_t>(addressee.notice_no) - 1);
  }
  [[nodiscard]] const cases::Personal& sender_of(const report::Addressee& addressee) const {
    return senders.at(static_cast<std::size_t>(addressee.notice_no) - 1);
  }
  // Nothing: no letter goes by itself.
  [[nodiscard]] std::optional<Instant> find_safe_instant(const report::Addressee& addressee, Instant now) const {
    const cases::Personal& sender = sender_of(addressee);
    return report::find_safe_instant(sender.safe_time, sender.zone, notice_of(addressee).facts.jurisdictions, now);
  }
};

Result<std::unique_ptr<Letters>> Letters::make(Core& core) {
  const LetterOptions& options = core.options.letters;
  TRY_ASSIGN(std::string password, load_password(options.password_file));
  mail::Relay relay{options.relay, options.user, std::move(password), options.ca_file, options.requires_tls};
  if (const Status verified = mail::verify_relay(relay); !verified.ok()) {
    return Error{Code::invalid, "letters.relay: " + verified.error().message};
  }
  auto sender = mail::parse_mailbox(options.from);
  if (!sender.ok()) return Error{Code::invalid, "letters.from: " + sender.error().message};
  TRY_ASSIGN(auto messages, report::Messages::load());
  return std::make_unique<Letters>(core, std::move(relay), std::move(sender).value(), std::move(messages));
}

Letters::Letters(Core& core, mail::Relay relay, std::string sender, report::Messages messages)
    : core_(core),
      relay_(std::move(relay)),
      sender_(std::move(sender)),
      messages_(std::move(messages)),
      pace_(core.options.letters.daily_count_max),
      outbox_(core, "letters", {cases::ActorKind::system, "letters"}, core.meters.letters) {}

void Letters::start() {
  outbox_.start([this](const store::Record& record, const cases::Event& event) { return find(record, event); },
                [this](const store::Delivery& delivery) { return send(delivery); });
}

Result<Letters::Told> Letters::tell(const Id& case_id, std::uint64_t case_seq) const {
  TRY_ASSIGN(const auto records, core_.events.load_case(case_id));
  Told told;
  for (const store::Record& record : records) {
    told.events.push_back(std::get<cases::Event>(record.body));
    const auto* notice = std::get_if<cases::NoticeReceived>(&told.events.back().body);
    if (notice != nullptr) told.senders.push_back(notice->personal);
  }
  told.after = report::settle(told.events, case_seq);
  told.addressees = report::find_addressees(told.events.at(case_seq - 1), told.after);
  return told;
}

Result<std::vector<std::string>> Letters::find(const store::Record& record, const cases::Event& event) const {
  std::vector<std::string> ids;
  if (!report::may_be_news(event.body) || core_.now() - event.at > core_.options.letters.age_max) return ids;
  TRY_ASSIGN(const Told told, tell(record.case_id, record.case_seq));
  for (const report::Addressee& addressee : told.addressees) {
    if (told.sender_of(addressee).email.empty() || !told.find_safe_instant(addressee, core_.now())) continue;
    ids.push_back(id_of(addressee.notice_no, record.case_id, record.case_seq));
  }
  return ids;
}

Result<Outbox::Attempt> Letters::send(const store::Delivery& delivery) {
  TRY_ASSIGN(const Told told, tell(delivery.case_id, delivery.case_seq));
  for (const report::Addressee& addressee : told.addressees) {
    const bool is_meant = id_of(addressee.notice_no, delivery.case_id, delivery.case_seq) == delivery.id;
    if (is_meant && !told.sender_of(addressee).email.empty()) return send_when_safe(addressee, told, delivery);
  }
  return give_up("the address was erased");
}

// Asked again at every attempt: what was tried in her hours may be due again outside them.
Result<Outbox::Attempt> Letters::send_when_safe(const report::Addressee& addressee, const Told& told,
                                                const store::Delivery& delivery) {
  const Instant now = core_.now();
  const auto at = told.find_safe_instant(addressee, now);
  if (!at) return give_up("there is no hour at which it is safe to write");
  if (*at <= now) return send_to(addressee, told, delivery);
  if (*at - told.events.at(delivery.case_seq - 1).at > core_.options.letters.age_max) {
    return give_up("it would be old news at the next hour at which it is safe to write");
  }
  return hold(*at);
}

Result<Outbox::Attempt> Letters::send_to(const report::Addressee& addressee, const Told& told,
                                         const store::Delivery& delivery) {
  const std::string& address = told.sender_of(addressee).email;
  if (delivery.attempts == 0 && !pace_.admit(address, core_.now())) {
    return give_up("this address has had its letters for the day");
  }
  TRY_ASSIGN(const std::string code, core_.events.find_code(delivery.case_id));
  const cases::Event& event = told.events.at(delivery.case_seq - 1);
  const report::Language& language = messages_.find(told.notice_of(addressee).facts.language);
  const report::Letter letter =
      report::render_letter(messages_, language, event, told.after, addressee, {code, core_.options.public_url});
  const auto message = mail::compose(
      {delivery.id, core_.options.letters.from, address, letter.subject, letter.text, language.tag, event.at});
  if (!message.ok()) return give_up(message.error().message);
  return judge(mail::hand_over(relay_, sender_, address, message.value()));
}

}  // namespace redress::engine
