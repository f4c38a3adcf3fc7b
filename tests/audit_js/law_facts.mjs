// SPDX-License-Identifier: Apache-2.0
// Facts of notices by chance: a seed gives the same ones for ever. What is random is where readings of a law differ:
// instants around the changes of clocks, month ends, holidays and the first days of a row; ranks; happenings in any order.
import { readFileSync } from 'node:fs';

export class Chance {
  constructor(seed) {
    this.state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  }

  // splitmix64
  next() {
    this.state = (this.state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  }

  below(count) {
    return Math.floor(this.next() * count);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  chance(probability) {
    return this.next() < probability;
  }
}

export const CHANNELS = ['user_complaint', 'court_order', 'government_order', 'regulator_notice', 'trusted_flagger',
  'own_detection'];
export const COMPLAINANTS = ['depicted', 'agent', 'user', 'authority', 'flagger', 'none'];
export const HARMS = ['ncii', 'ncii_synthetic', 'impersonation_synthetic', 'csam', 'csam_synthetic', 'false_document',
  'explosives_arms', 'terrorist', 'fraud', 'threat', 'harassment', 'hate', 'defamation', 'privacy', 'child_harm',
  'misinformation', 'malware', 'gaming', 'copyright', 'trademark', 'unlabelled_synthetic', 'other_illegal', 'terms'];
const HAPPENINGS = ['clarification_asked', 'clarification_given', 'extension_granted', 'contested', 'impossible',
  'possible_again', 'acknowledged', 'restricted', 'removed', 'labelled', 'restored', 'decided', 'informed', 'appealed',
  'appeal_decided', 'exited_on_merits'];
const PLACES = ['IN', 'IN', 'EU', 'DE', 'FR', 'ES', 'IT', 'DK', 'AT', 'GB', 'US', 'US-CA', 'US-TX', 'BR', 'AU', 'CA', 'CA-BC',
  'CN', 'ID', 'JP', 'KR', 'MY', 'SG', 'TR', 'VN', 'NO'];
const LIMBS = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi'].map((limb) => `3(1)(b)(${limb})`);
const LAWS = ['section 69A', 'rule 16', 'Rule 3(1)(d)', 'IT Act, s. 79(3)(b)', 'r.16 of the Blocking Rules', 'unknown'];

function titles(statutes) {
  const text = readFileSync(`${statutes}/in.yaml`, 'utf8');
  const block = text.slice(text.indexOf('\nranks:'), text.indexOf('\ntime_rules:'));
  return [...block.matchAll(/[a-z][a-z ]+[a-z]/g)].map((match) => match[0]).filter((title) => !title.includes('_'));
}

// Instants that lie near something: a day on which some zone changes its clocks, a month end, a holiday, a new row.
const NEAR = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-01-31', '2028-02-29',
  '2026-02-20', '2026-02-19', '2026-06-29', '2026-07-20', '2026-05-19', '2024-05-13', '2024-05-14', '2026-12-24', '2027-06-14',
  '2025-11-15', '2026-08-31', '2026-04-04', '2026-09-05', '2026-09-27', '2026-04-05', '2026-03-08', '2026-11-01', '2026-12-31', '2027-03-14', '2022-06-07', '2026-01-01', '2026-04-07', '2026-03-16'];

const HOUR = 3_600_000;

// Some clocks of those lengths then end near it.
const BACK_DAYS = [0, 0, 0, 1, 3, 7, 14, 15, 30, 90, 180];

function instantOf(chance) {
  if (chance.chance(0.75)) {
    const near = Date.parse(`${chance.pick(NEAR)}T00:00:00Z`) - chance.pick(BACK_DAYS) * 24 * HOUR;
    return near + (chance.below(40) - 20) * HOUR + chance.below(HOUR);
  }
  return Date.parse('2020-01-01T00:00:00Z') + chance.below(3000) * 24 * HOUR + chance.below(24 * HOUR);
}

const SPANS = [0, 1, HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 24 * HOUR, 36 * HOUR, 48 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR,
  180 * 24 * HOUR];

const later = (chance, at) => at + Math.max(0, chance.pick(SPANS) + (chance.chance(0.5) ? chance.below(HOUR) : chance.below(3) - 1));

function orderOf(chance, rankTitles) {
  const rank = chance.pick(rankTitles);
  return {
    issuer: 'Ministry',
    rank: chance.pick([rank, `The ${rank}, State of X`, rank.toUpperCase(), `${rank}-in-charge`, 'Nobody', '']),
    authorised_in_writing: chance.chance(0.7),
    court: chance.chance(0.2),
    legal_basis: chance.chance(0.8) ? chance.pick(LAWS) : '',
    provision: chance.chance(0.8) ? chance.pick(LAWS) : '',
    reasons: chance.chance(0.7) ? 'because' : '',
    urls: chance.chance(0.7) ? ['https://h.example/1'] : [],
  };
}

function happeningsOf(chance, from) {
  const then = [];
  let at = from;
  for (let left = chance.below(8); left > 0; left--) {
    at = chance.chance(0.1) ? from - chance.below(24 * HOUR) : later(chance, at);
    const what = chance.pick(HAPPENINGS);
    const one = { at: render(at), what };
    if (what === 'extension_granted') one.until = render(later(chance, at));
    then.push(one);
  }
  return then;
}

const render = (ms) => new Date(ms).toISOString();

const CHANGES_FROM = Date.parse('2026-02-25T00:00:00Z');
const CHANGES_UNTIL = Date.parse('2029-01-01T00:00:00Z');

/** The instants at which a zone changes its clocks, to the hour. */
function changesOf(zone) {
  const changes = [];
  for (let at = CHANGES_FROM; at < CHANGES_UNTIL; at += HOUR) if (zone.offsetAt(at) !== zone.offsetAt(at + HOUR)) changes.push(at + HOUR);
  return changes;
}

const one = (set, chance, otherwise) => (set ? chance.pick([...set]) : otherwise);

export class FactsMaker {
  constructor(statutes) {
    this.titles = titles(statutes);
    this.changes = new Map();
  }

  /** Aims a notice so that a clock of days ends where its zone changes the clocks. */
  aim(facts, chance, packs) {
    const aims = packs.flatMap((pack) => pack.duties.flatMap((duty) => duty.triggers
      .filter((trigger) => duty.duration?.days > 0 && !trigger.isNever && !trigger.startsOn).map((trigger) => ({ pack, duty, trigger }))));
    const { pack, duty, trigger } = chance.pick(aims);
    if (!this.changes.has(pack.zone.name)) this.changes.set(pack.zone.name, changesOf(pack.zone));
    const changes = this.changes.get(pack.zone.name);
    if (changes.length === 0) return;
    const sentAt = chance.pick(changes) - duty.duration.days * 24 * HOUR + chance.below(4 * HOUR) - 2 * HOUR;
    Object.assign(facts, {
      jurisdictions: [pack.jurisdiction], channel: one(trigger.channels, chance, 'user_complaint'), medium: 'designated',
      complainant: one(trigger.complainants, chance, 'depicted'), harm: one(trigger.harms, chance, facts.harm),
      sent_at: render(sentAt), entered_at: render(sentAt), retrieved_at: render(sentAt),
    });
  }

  /** The facts as `redress policy explain` takes them; some aim at where these packs are hard. */
  make(seed, packs) {
    const chance = new Chance(seed);
    const sentAt = instantOf(chance);
    const facts = {
      channel: chance.pick(CHANNELS), complainant: chance.pick(COMPLAINANTS), harm: chance.pick(HARMS),
      jurisdictions: Array.from({ length: 1 + chance.below(3) }, () => chance.pick(PLACES)),
      sent_at: render(sentAt), medium: chance.chance(0.7) ? 'designated' : 'other',
    };
    if (chance.chance(0.5)) facts.channel = 'user_complaint';
    if (chance.chance(0.3)) facts.harm = chance.pick(['ncii', 'ncii_synthetic', 'csam', 'copyright', 'terrorist']);
    if (chance.chance(0.3)) facts.limbs = Array.from({ length: 1 + chance.below(2) }, () => chance.pick(LIMBS));
    if (chance.chance(0.8)) facts.entered_at = render(later(chance, sentAt));
    if (chance.chance(0.7)) facts.retrieved_at = render(later(chance, sentAt));
    if (chance.chance(0.3)) this.aim(facts, chance, packs);
    if (chance.chance(0.5) && /order|notice/.test(facts.channel)) facts.order = orderOf(chance, this.titles);
    const from = Math.max(...[facts.sent_at, facts.entered_at, facts.retrieved_at].filter(Boolean).map(Date.parse));
    if (chance.chance(0.7)) facts.then = happeningsOf(chance, from);
    const last = Math.max(from, ...(facts.then ?? []).map((one) => Date.parse(one.at)));
    facts.now = render(later(chance, last));
    return facts;
  }
}
