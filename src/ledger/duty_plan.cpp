// SPDX-License-Identifier: Apache-2.0
#include "ledger/duty_plan.hpp"

#include <algorithm>

#include "law/receipt.hpp"
#include "law/trigger_match.hpp"
#include "ledger/entry_codec.hpp"

namespace redress::ledger {
namespace {

constexpr std::size_t plans_max = 4096;

// A text this long may have been cut, so what it does not hold is not known.
bool is_whole(std::string_view text, std::size_t bytes_max) { return text.size() + 4 <= bytes_max; }

bool is_whole(const OrderWords& order) {
  return is_whole(order.rank, order_rank_bytes_max) && is_whole(order.legal_basis, order_legal_basis_bytes_max) &&
         is_whole(order.provision, order_provision_bytes_max);
}

// A lone x stands for what an entry tells only the presence of.
law::OrderFacts order_of(const Entry& entry) {
  law::OrderFacts order;
  if (entry.order) {
    order.issuer = entry.order->issuer;
    order.rank = entry.order->rank;
    order.legal_basis = entry.order->legal_basis;
    order.provision = entry.order->provision;
  }
  order.court = (entry.flags & flag_court) != 0;
  order.authorised_in_writing = (entry.flags & flag_authorised) != 0;
  if ((entry.flags & flag_reasoned) != 0) order.reasons.assign(1, 'x');
  if (entry.order_url_count.value_or(0) > 0) order.urls.emplace_back(1, 'x');
  return order;
}

void add_pack(const law::Rulebook& rulebook, std::string_view code, std::vector<const law::Pack*>& packs) {
  const auto found = rulebook.packs.find(std::string(code));
  if (found == rulebook.packs.end()) return;
  if (std::find(packs.begin(), packs.end(), &found->second) == packs.end()) packs.push_back(&found->second);
}

std::vector<const law::Pack*> select_packs(const law::Rulebook& rulebook, const law::Facts& facts) {
  std::vector<const law::Pack*> packs;
  for (const auto& code : facts.jurisdictions) {
    const std::string_view country = std::string_view(code).substr(0, 2);
    add_pack(rulebook, code, packs);
    if (code.size() > 2) add_pack(rulebook, country, packs);
    if (law::is_member_state(country)) add_pack(rulebook, "EU", packs);
  }
  return packs;
}

const law::Duty& choose_row(const law::Pack& pack, const std::vector<std::size_t>& rows, Instant received_at) {
  for (const auto row : rows) {
    const law::Duty& duty = pack.duties[row];
    if (duty.from_ms <= received_at.ms && received_at.ms < duty.until_ms) return duty;
  }
  return pack.duties[rows.back()];
}

bool is_in_force(const law::Duty& duty, Instant at) { return duty.from_ms <= at.ms && at.ms < duty.until_ms; }

const law::Happening* find_start(std::uint32_t starts_on, std::span<const law::Happening> then, Instant not_before,
                                 bool is_last) {
  const law::Happening* found = nullptr;
  for (const auto& happening : then) {
    if ((starts_on & law::bit_of(happening.what)) == 0 || happening.at < not_before) continue;
    found = &happening;
    if (!is_last) break;
  }
  return found;
}

std::optional<Digest> digest_of(const std::string& hex) {
  const auto bytes = parse_hex(hex);
  Digest digest{};
  if (!bytes.ok() || bytes.value().size() != digest.size()) return std::nullopt;
  std::copy(bytes.value().begin(), bytes.value().end(), digest.begin());
  return digest;
}

// With an order whose words are hidden nobody can say whether it cites what a trigger asks for: the first such trigger
// is taken for the run, and whether the clock starts at all is left open.
void choose_trigger(PlanDuty& planned, const law::Scene& scene, const NoticeView& view) {
  planned.trigger = law::match_triggers(*planned.duty, scene).trigger;
  if (!view.has_order || view.order_is_whole) return;
  for (const auto& trigger : planned.duty->triggers) {
    if (trigger.order_cites.empty()) continue;
    planned.is_certain = false;
    if (planned.trigger == nullptr) planned.trigger = &trigger;
  }
}

// The checks an order failed, as the instance told them, where its words cannot be read.
void take_told_defects(law::Scene& scene, const NoticeView& view) {
  if (!view.has_order || view.order_is_whole) return;
  scene.defects.clear();
  for (const std::string& check : view.defects) {
    const std::string list = check.substr(0, check.rfind('/'));
    if (scene.pack.checklists.count(list) != 0) scene.defects[list].push_back(law::OrderDefect{check, ""});
  }
}

}  // namespace

NoticeView view_notice(const Entry& entry) {
  NoticeView view;
  view.facts.channel = entry.channel;
  view.facts.complainant = entry.complainant;
  view.facts.harm = entry.harm;
  view.facts.limbs = entry.limbs;
  view.facts.jurisdictions = entry.jurisdictions;
  view.facts.sent_at = entry.sent_at;
  view.facts.entered_at = entry.entered_at;
  view.facts.retrieved_at = entry.retrieved_at;
  view.facts.medium = entry.medium;
  view.has_order = entry.order_url_count.has_value();
  view.order_is_whole = entry.order && is_whole(*entry.order);
  if (view.has_order) view.facts.order = order_of(entry);
  view.defects = entry.defects;
  return view;
}

LawBook::LawBook(LoadedRulebook loaded) : loaded_(std::move(loaded)) {
  for (const auto& [jurisdiction, pack] : loaded_.rulebook.packs) {
    auto& edges = edges_[&pack];
    for (const law::Duty& duty : pack.duties) {
      edges.push_back(duty.from_ms);
      edges.push_back(duty.until_ms);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  }
}

std::string LawBook::key_of(const NoticeView& view, const std::vector<PackReceipt>& receipts) const {
  const law::Facts& facts = view.facts;
  std::string key;
  key.reserve(96);
  const auto add = [&key](std::size_t number) { key.append(std::to_string(number)) += ' '; };
  add(static_cast<std::size_t>(facts.channel));
  add(static_cast<std::size_t>(facts.complainant));
  add(static_cast<std::size_t>(facts.harm));
  for (const auto& limb : facts.limbs) key.append(limb) += ',';
  for (const PackReceipt& receipt : receipts) {
    const auto& edges = edges_.at(receipt.pack);
    key.append(receipt.pack->jurisdiction) += receipt.is_received ? '+' : '-';
    add(static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), receipt.at.ms) - edges.begin()));
  }
  return key;
}

std::unique_ptr<DutyPlan> LawBook::make_plan(const NoticeView& view, const std::vector<PackReceipt>& receipts) const {
  auto plan = std::make_unique<DutyPlan>();
  for (std::size_t pack_at = 0; pack_at < receipts.size(); ++pack_at) {
    const law::Pack& pack = *receipts[pack_at].pack;
    law::Scene scene = law::make_scene(view.facts, pack);
    take_told_defects(scene, view);
    for (const auto& rows : pack.rows_by_id) {
      PlanDuty planned;
      planned.pack = &pack;
      planned.duty = &choose_row(pack, rows, scene.receipt.at);
      planned.id = planned.duty->id;
      planned.pack_at = pack_at;
      planned.pack_digest = digest_of(pack.sha256);
      planned.countries = law::render_territory(planned.duty->territory);
      planned.reach = planned.duty->territory;
      if (planned.reach.is_empty()) planned.reach.countries.push_back(planned.duty->jurisdiction);
      if (law::is_on(*planned.duty) && is_in_force(*planned.duty, scene.receipt.at) && scene.receipt.is_received) {
        choose_trigger(planned, scene, view);
      }
      plan->duties.push_back(planned);
      for (const auto& stage : planned.duty->stages) {
        plan->duties.push_back(planned);
        plan->duties.back().stage = &stage;
        plan->duties.back().id.append("/").append(stage.name);
      }
    }
  }
  for (std::size_t i = 0; i < plan->duties.size(); ++i) {
    if (plan->duties[i].trigger != nullptr) plan->possible.push_back(static_cast<std::uint32_t>(i));
  }
  return plan;
}

NoticeLaw LawBook::read_notice(const NoticeView& view) {
  NoticeLaw read;
  const auto packs = select_packs(loaded_.rulebook, view.facts);
  for (const law::Pack* pack : packs) {
    const law::Receipt receipt = law::find_receipt(pack->receipt, view.facts);
    read.receipts.push_back(PackReceipt{pack, receipt.is_received, receipt.at});
  }
  read.received_at = packs.empty() ? law::find_receipt(law::ReceiptRule{}, view.facts).at : read.receipts.front().at;
  if (view.has_order) {
    for (const law::Pack* pack : packs) {
      for (const auto& [id, defects] : law::make_scene(view.facts, *pack).defects) {
        for (const auto& defect : defects) read.defects.push_back(defect.check);
      }
    }
    read.own = make_plan(view, read.receipts);
    read.plan = read.own.get();
    return read;
  }
  std::string key = key_of(view, read.receipts);
  const auto found = plans_.find(key);
  if (found != plans_.end()) {
    read.plan = found->second.get();
    return read;
  }
  auto made = make_plan(view, read.receipts);
  if (plans_.size() >= plans_max) {
    read.own = std::move(made);
    read.plan = read.own.get();
    return read;
  }
  read.plan = plans_.emplace(std::move(key), std::move(made)).first->second.get();
  return read;
}

Ruling rule_duty(const NoticeLaw& notice, std::size_t duty_at, std::span<const law::Happening> then, Instant now) {
  const PlanDuty& planned = notice.plan->duties[duty_at];
  const PackReceipt& receipt = notice.receipts[planned.pack_at];
  if (planned.trigger == nullptr || !receipt.is_received) return {};
  Instant start = receipt.at;
  if (planned.trigger->starts_on != 0) {
    const bool is_last = planned.duty->clock_kind == law::ClockKind::retention;
    const law::Happening* first = find_start(planned.trigger->starts_on, then, receipt.at, is_last);
    if (first == nullptr) return {};
    start = first->at;
  }
  law::ClockRun run = law::run_clock(*planned.duty, nullptr, *planned.pack, start, then, now);
  if (planned.stage != nullptr) {
    start = run.starts_at;
    if (planned.stage->starts_on != 0) {
      const law::Happening* first = find_start(planned.stage->starts_on, then, start, false);
      if (first == nullptr) return {};
      start = first->at;
    }
    run = law::run_clock(*planned.duty, planned.stage, *planned.pack, start, then, now);
  }
  return {true, run.starts_at, run.due_at, run.state};
}

}  // namespace redress::ledger
