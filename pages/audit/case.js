// SPDX-License-Identifier: Apache-2.0
// case.js — what the entries of one case say, put together: notices, items, measures, decisions, clocks. Judges nothing.
import { FLAG, hasFlag } from './entry.js';
import { covers } from './law/territory.js';

const TAKES_DOWN = new Set(['restrict', 'remove']);

// Many entries of a case may bear one instant: its number tells which came first.
const placeOf = (entry) => ({ at: entry.at, number: entry.number });

function noticeOf(entry) {
  const isOrder = entry.orderUrlCount !== undefined;
  const texts = [entry.orderIssuer, entry.orderRank, entry.orderLegalBasis, entry.orderProvision];
  const isHidden = isOrder && texts.every((text) => text === undefined);
  return {
    no: entry.noticeNo, receivedAt: entry.receivedAt, joined: placeOf(entry), isActedOn: hasFlag(entry, FLAG.actedOn),
    isWithdrawn: false, wasAnswered: false, defects: entry.defects, jurisdictions: entry.jurisdictions,
    facts: {
      channel: entry.channel, complainant: entry.complainant, harm: entry.harm, limbs: entry.limbs,
      jurisdictions: entry.jurisdictions, medium: entry.medium, sentAt: entry.sentAt,
      enteredAt: entry.enteredAt ?? null, retrievedAt: entry.retrievedAt ?? null,
      order: !isOrder ? null : {
        court: hasFlag(entry, FLAG.court), authorised: hasFlag(entry, FLAG.authorised), saysWhy: hasFlag(entry, FLAG.saysWhy),
        rank: entry.orderRank ?? '', legalBasis: entry.orderLegalBasis ?? '', provision: entry.orderProvision ?? '',
        urlCount: entry.orderUrlCount, isHidden, ...(isHidden ? { defects: entry.defects } : {}),
      },
    },
  };
}

/** One case as its entries have told it so far. `apply` returns what does not fit together, as sentences. */
export class CaseRecord {
  constructor() {
    this.notices = [];
    this.items = [];
    this.measures = [];
    this.decisions = [];
    this.clocks = [];
    this.happenings = [];
    this.appeals = new Map(); // open ones: number → the place at which each was made
    this.clarifications = 0;
    this.isDecided = false;
    this.isClosed = false;
    this.faults = [];
    this.misstated = null; // how the newest entry tells otherwise what happened
  }

  expect(no, list, what) {
    if (no !== list.length + 1) this.faults.push(`${what} ${no} follows ${what} ${list.length}`);
  }

  find(list, no, what) {
    const found = list[no - 1];
    if (!found) this.faults.push(`there is no ${what} ${no}`);
    return found;
  }

  apply(entry) {
    this.faults = [];
    HANDLERS[entry.type]?.(this, entry);
    const happened = HAPPENS[entry.type]?.(this, entry) ?? [];
    const told = (entry.happenings ?? []).map(renderHappening).join(', ');
    const expected = happened.map(renderHappening).join(', ');
    if (told !== expected) this.misstated = `it tells [${told}]; the record shows [${expected}]`;
    else this.misstated = null;
    this.happenings.push(...happened);
    return this.faults;
  }

  original(item) {
    return item.copyOf > 0 && item.copyOf < item.no && !item.waits ? this.items[item.copyOf - 1] : undefined;
  }

  isAbout(decision, item) {
    for (let one = item; one; one = this.original(one)) if (decision.itemNos.includes(one.no)) return true;
    return false;
  }

  decisionOn(item) {
    return this.decisions.findLast((one) => !one.isReversed && this.isAbout(one, item));
  }

  waitsForLook(item) {
    return item.waits && !this.decisionOn(item);
  }

  isTurnedDown(item, since) {
    const decision = this.decisionOn(item);
    return decision !== undefined && decision.outcome === 'reject' && decision.at >= since;
  }

  /** Confirmed by the platform to be out of reach in all of this territory, and still asked to be. */
  isDown(item, territory) {
    if (!covers(item.heldIn, territory)) return false;
    for (const measure of this.measures.filter((one) => one.itemNo === item.no).reverse()) {
      if (!TAKES_DOWN.has(measure.kind)) return false;
      if (measure.confirmedAt !== null && covers(measure.territory, territory)) return true;
    }
    return false;
  }

  /** Everything that a notice of that instant asks about, save what waits for a look or was turned down since. */
  isAllDown(territory, since) {
    let isAny = false;
    for (const item of this.items) {
      if (this.isDown(item, territory)) isAny = true;
      else if (!this.waitsForLook(item) && !this.isTurnedDown(item, since)) return false;
    }
    return isAny;
  }

  wasRejectedAt(at) {
    return this.decisions.some((one) => one.at === at && one.outcome === 'reject');
  }

  isAllTurnedDown(since) {
    return this.items.every((item) => this.waitsForLook(item) || this.isTurnedDown(item, since));
  }

  interimItems() {
    return this.items.filter((item) => item.heldAs === 'restrict' && item.measure.isInterim);
  }

  /** Does the newest measure put anything back: all, or a part of where or how those before it may hold the item still? */
  givesBack(item) {
    const [newest, ...before] = this.measures.filter((one) => one.itemNo === item.no).reverse();
    if (newest.kind === 'restore') return true;
    for (const measure of before) {
      const isEased = newest.kind === 'label' && measure.kind !== 'label';
      const isLess = isEased || !covers(newest.territory, measure.territory);
      if (measure.kind !== 'restore' && isLess) return true;
      if (measure.confirmedAt !== null) return false;
    }
    return false;
  }

  /** Something is to be put back, and the platform has not confirmed it. */
  waitingForRestore() {
    return this.items.filter((item) => item.measure !== null && item.measure.confirmedAt === null && this.givesBack(item));
  }

  defectiveOrders() {
    return this.notices.filter((notice) => notice.isActedOn && !notice.isWithdrawn && notice.defects.length > 0);
  }

  holdingDecision() {
    return this.decisions.findLast((one) => !one.isReversed && one.outcome !== 'reject');
  }

  isAnswered(item) {
    const decision = this.decisionOn(item);
    if (!decision) return false;
    const holds = this.decisions.filter((one) => !one.isReversed && one.outcome !== 'reject' && this.isAbout(one, item));
    const held = holds.flatMap((one) => one.territory);
    const takesDown = holds.length > 0 && holds[holds.length - 1].outcome !== 'label';
    return this.notices.every((notice) => notice.isWithdrawn || !notice.isActedOn || decision.at >= notice.receivedAt
      || (takesDown && notice.jurisdictions.every((place) => covers(held, [place]))));
  }

  isAllAnswered() {
    return this.items.every((item) => this.waitsForLook(item) || this.isAnswered(item));
  }

  reopenIfUnanswered() {
    if (this.isDecided && (this.items.length === 0 || !this.isAllAnswered())) this.isDecided = false;
  }
}

const renderHappening = ({ at, what, until, duty }) => [at, what, until ?? '', duty ?? ''].join(' ').trimEnd();
const happen = (entry, ...words) => words.map((what) => ({ at: entry.at, what, until: null, duty: '' }));

/** The instant at which the last of what should be down came down. */
function takeDown(record, entry) {
  if (!record.isAllDown([], -Infinity)) return [];
  return happen(entry, record.items.some((item) => item.heldAs === 'remove') ? 'removed' : 'restricted');
}

// What comes of an entry, as the law is told of it.
const HAPPENS = {
  measure_moved(record, entry) {
    const measure = record.measures[entry.measureNo - 1];
    if (!measure || measure.confirmedAt !== entry.at) return [];
    if (measure.kind === 'restore') return happen(entry, 'restored');
    return measure.kind === 'label' ? happen(entry, 'labelled') : takeDown(record, entry);
  },
  decided(record, entry) {
    const down = entry.outcome === 'reject' ? takeDown(record, entry) : [];
    if (!record.isDecided && !record.isAllAnswered()) return down;
    record.isDecided = true;
    const exit = record.holdingDecision() === undefined ? ['exited_on_merits'] : [];
    return [...down, ...happen(entry, 'decided', 'informed', ...exit)];
  },
  clarification_asked: (record, entry) => happen(entry, 'clarification_asked'),
  clarification_given: (record, entry) => happen(entry, 'clarification_given'),
  extension_granted: (record, entry) => [{ at: entry.at, what: 'extension_granted', until: entry.until, duty: entry.duty }],
  impossibility_declared: (record, entry) => happen(entry, 'impossible'),
  impossibility_ended: (record, entry) => happen(entry, 'possible_again'),
  appealed: (record, entry) => happen(entry, 'appealed', ...(entry.kind === 'uploader' ? ['contested'] : [])),
  appeal_decided: (record, entry) => happen(entry, 'appeal_decided'),
};

const HANDLERS = {
  notice_received(record, entry) {
    record.expect(entry.noticeNo, record.notices, 'notice');
    const notice = noticeOf(entry);
    record.notices.push(notice);
    if (!notice.isActedOn) return;
    record.reopenIfUnanswered();
    notice.wasAnswered = record.isDecided && record.holdingDecision() !== undefined;
  },
  notice_withdrawn(record, entry) {
    const notice = record.find(record.notices, entry.noticeNo, 'notice');
    if (notice) notice.isWithdrawn = true;
  },
  items_added(record, entry) {
    for (const item of entry.items) {
      record.expect(item.no, record.items, 'item');
      record.items.push({ ...item, heldIn: [], heldAs: null, measure: null });
    }
    if (!entry.items.some((item) => item.origin === 0)) return;
    record.reopenIfUnanswered();
    const last = record.notices[record.notices.length - 1];
    if (last && last.joined.at === entry.at && !record.isDecided) last.wasAnswered = false;
  },
  clock_started(record, entry) {
    record.expect(entry.clockNo, record.clocks, 'clock');
    record.clocks.push({
      no: entry.clockNo, noticeNo: entry.noticeNo, duty: entry.duty, started: placeOf(entry), startedAt: entry.startsAt, startsAt: entry.startsAt,
      dueAt: entry.dueAt ?? null, state: 'running', step: entry.word, bearer: entry.bearer, wasPaused: false,
      isTarget: hasFlag(entry, FLAG.ownTarget), territory: entry.countries, endedAt: null,
    });
  },
  clock_moved(record, entry) {
    const clock = record.find(record.clocks, entry.clockNo, 'clock');
    if (!clock) return;
    Object.assign(clock, { state: entry.state, startsAt: entry.startsAt, dueAt: entry.dueAt ?? null });
    clock.wasPaused ||= entry.state === 'paused';
  },
  clock_ended(record, entry) {
    const clock = record.find(record.clocks, entry.clockNo, 'clock');
    if (clock) Object.assign(clock, { state: entry.state, endedAt: entry.at });
  },
  measure_ordered(record, entry) {
    record.expect(entry.measureNo, record.measures, 'measure');
    const item = record.find(record.items, entry.itemNos[0], 'item');
    const measure = { no: entry.measureNo, itemNo: entry.itemNos[0], kind: entry.kind, territory: entry.countries,
      isInterim: entry.decisionNo === undefined || entry.decisionNo === 0, ordered: placeOf(entry), confirmedAt: null };
    record.measures.push(measure);
    if (item) Object.assign(item, { heldIn: entry.kind === 'restore' ? [] : entry.countries, heldAs: entry.kind, measure });
  },
  measure_moved(record, entry) {
    const measure = record.find(record.measures, entry.measureNo, 'measure');
    if (measure && entry.state !== 'dispatched' && entry.state !== 'superseded') measure.confirmedAt ??= entry.at;
  },
  decided(record, entry) {
    record.expect(entry.decisionNo, record.decisions, 'decision');
    record.decisions.push({ no: entry.decisionNo, outcome: entry.outcome, territory: entry.countries, itemNos: entry.itemNos,
      at: entry.at, isReversed: false });
  },
  decision_reversed(record, entry) {
    const decision = record.find(record.decisions, entry.decisionNo, 'decision');
    if (decision) decision.isReversed = true;
  },
  clarification_asked(record, entry) {
    if (entry.clarificationNo !== ++record.clarifications) record.faults.push('a question is out of its order');
  },
  clarification_given(record, entry) {
    if (entry.clarificationNo > record.clarifications) record.faults.push(`there is no question ${entry.clarificationNo}`);
  },
  appealed(record, entry) {
    record.find(record.decisions, entry.decisionNo, 'decision');
    record.appeals.set(entry.appealNo, placeOf(entry));
  },
  appeal_decided(record, entry) {
    if (!record.appeals.delete(entry.appealNo)) record.faults.push(`there is no open appeal ${entry.appealNo}`);
  },
  closed(record) {
    record.isClosed = true;
  },
};
