// SPDX-License-Identifier: Apache-2.0
// law/notice.js — does a notice start a duty: receipt, triggers, the form of an order.

/** The instant that the law counts from, or null: not received yet. */
export function receiptOf(pack, facts) {
  const rule = pack.receipt[facts.medium];
  if (rule === 'retrieved') return facts.retrievedAt;
  if (rule === 'entered') return facts.enteredAt ?? facts.sentAt;
  return facts.sentAt;
}

function limbsOf(pack, facts) {
  const { prefix, limbs } = pack.harmMap;
  const bare = (name) => (prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name).replace(/[()]/g, '');
  if (facts.limbs.length > 0) return facts.limbs.map(bare);
  return limbs.filter((one) => one.harms.has(facts.harm)).map((one) => one.limb);
}

const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

function holdsTitle(said, title) {
  const wanted = words(title);
  for (let at = 0; at + wanted.length <= said.length; at++) {
    if (wanted.every((word, i) => word === said[at + i])) return true;
  }
  return false;
}

/** Is this rank high enough? The longest title found in the words counts; an unknown one cannot be confirmed. */
function rankKind(pack, rank) {
  const said = words(rank);
  let best = null;
  for (const [kind, titles] of Object.entries(pack.ranks)) {
    for (const title of titles) {
      if (holdsTitle(said, title) && (best === null || title.length > best.title.length)) best = { title, kind };
    }
  }
  return best === null ? 'unknown' : best.kind;
}

/** The checks of a list that the order fails. `order` has all its words, or this is not asked. */
function failedChecks(pack, checklist, { channel, order }) {
  const isOfCourt = order.court || channel === 'court_order';
  if (isOfCourt && checklist.checks.some((check) => check.test === 'court_or_all')) return [];
  const kind = rankKind(pack, order.rank);
  const isPolice = kind.startsWith('police');
  const passes = {
    court_or_all: () => true,
    reasons: () => order.saysWhy,
    authorised: () => order.authorised,
    civil_rank: () => isPolice || kind === 'civil_enough',
    police_rank: () => !isPolice || kind === 'police_enough',
    legal_basis: () => order.legalBasis !== '' && order.provision !== '',
    location: () => order.urlCount > 0,
  };
  return checklist.checks.filter((check) => !passes[check.test]()).map((check) => `${checklist.id}/${check.id}`);
}

const isOrder = (facts) => facts.order && (facts.channel === 'court_order' || facts.channel === 'government_order');

/** What an order fails of every list of the packs. What comes by another channel is held to none. */
export function defectsOf(packs, facts) {
  if (!isOrder(facts)) return [];
  return packs.flatMap((pack) => [...pack.checklists.values()].flatMap((list) => failedChecks(pack, list, facts)));
}

function citesAny(order, wanted) {
  const said = `${order.legalBasis}\n${order.provision}`.toLowerCase();
  return wanted.some((one) => said.includes(one.toLowerCase()));
}

function passesChecklist(pack, name, facts) {
  if (!isOrder(facts)) return true;
  if (facts.order.defects) return !facts.order.defects.some((defect) => defect.startsWith(`${name}/`));
  return failedChecks(pack, pack.checklists.get(name), facts).length === 0;
}

const has = (set, value) => set === null || set.has(value);

/** Does the notice fit? null means that the record hides what would tell (the words of an order). */
export function fits(pack, trigger, facts) {
  if (trigger.isNever) return false;
  if (!has(trigger.channels, facts.channel) || !has(trigger.complainants, facts.complainant)) return false;
  if (!has(trigger.harms, facts.harm) || trigger.harmsExcept?.has(facts.harm)) return false;
  if (trigger.limbs && !limbsOf(pack, facts).some((limb) => trigger.limbs.has(limb))) return false;
  if (trigger.checklist && !passesChecklist(pack, trigger.checklist, facts)) return false;
  if (!trigger.orderCites) return true;
  if (!facts.order) return false;
  return facts.order.isHidden ? null : citesAny(facts.order, trigger.orderCites);
}
