// SPDX-License-Identifier: Apache-2.0
// replay.js — the law replayed from a ledger's entries: what every clock should have been, held against what was recorded.
// Entries go in in the order of the log; what comes out is findings, and the clocks counted by duty and month.
import { isEqual } from './bytes.js';
import { CaseRecord } from './case.js';
import { CaseJudge } from './judge.js';
import { HouseWatch } from './house.js';

const FINDINGS_MAX = 1000;
const OPENS_AGAIN = new Set(['notice_received', 'items_added', 'clock_started', 'measure_ordered', 'decided', 'decision_reversed',
  'claimed', 'clarification_asked', 'appealed', 'appeal_decided', 'extension_granted', 'impossibility_declared']);

export class Replay {
  /** `findRulebook(hash)`: {packs, choices, house, tz, packHashes} or null when it could not be had. */
  constructor(findRulebook) {
    this.findRulebook = findRulebook;
    this.cases = new Map();
    this.rulebookHash = null;
    this.rulebook = null;
    this.house = new HouseWatch();
    this.findings = [];
    this.findingCount = 0;
    this.orders = [];
    this.counts = { entries: 0, house: 0, orders: 0 };
    this.group = null;
  }

  report(rule, index, caseId, what) {
    this.findingCount++;
    if (this.findings.length < FINDINGS_MAX) this.findings.push({ rule, index, caseId, what });
  }

  add(index, entry, leaf) {
    this.counts.entries++;
    for (const [rule, fault] of this.house.watch(entry)) this.report(rule, index, '', fault);
    if (entry.case === undefined) {
      this.closeGroup();
      return this.addHouse(index, entry);
    }
    if (this.group && (this.group.caseId !== entry.case || this.group.at !== entry.at)) this.closeGroup();
    const one = this.caseOf(entry.case);
    if (one.isBroken) return undefined;
    if (!this.checkChain(one, index, entry, leaf)) return undefined;
    this.group ??= { caseId: entry.case, at: entry.at, index, types: new Set() };
    this.group.index = index;
    this.group.types.add(entry.type);
    return this.addToCase(one, index, entry);
  }

  addUnreadable(index, error) {
    this.counts.entries++;
    this.report('entry', index, '', error.message);
  }

  caseOf(id) {
    let one = this.cases.get(id);
    if (!one) {
      one = { id, number: 0, leaf: new Uint8Array(32), lastAt: -Infinity, isBroken: false, record: new CaseRecord(), judge: null };
      one.judge = new CaseJudge(one.record);
      this.cases.set(id, one);
    }
    return one;
  }

  addHouse(index, entry) {
    this.counts.house++;
    if (entry.type === 'house_started') {
      this.rulebookHash = entry.rulebook;
      this.rulebook = this.findRulebook(entry.rulebook);
      if (!this.rulebook) this.report('rulebook', index, '', `the rulebook ${entry.rulebook} or a pack that it names cannot be had`);
    } else if (this.rulebookHash === null) {
      this.report('rulebook', index, '', 'the ledger does not begin with its rulebook');
    }
  }

  checkChain(one, index, entry, leaf) {
    let fault = null;
    if (entry.number !== one.number + 1) fault = ['number', `event ${entry.number} of the case follows event ${one.number}: an event is missing or was put in`];
    else if (!isEqual(entry.previous, one.leaf)) fault = ['chain', `event ${entry.number} of the case names another event before it`];
    else if (entry.at < one.lastAt) fault = ['time', `event ${entry.number} of the case is earlier than the one before it`];
    if (fault) {
      one.isBroken = true;
      this.report(fault[0], index, entry.case, `${fault[1]}; what follows in this case is not judged`);
      return false;
    }
    one.number = entry.number;
    one.leaf = leaf;
    one.lastAt = entry.at;
    return true;
  }

  addToCase(one, index, entry) {
    const tell = (rule, what) => this.report(rule, index, one.id, what);
    if (entry.type === 'notice_received') this.addNotice(index, entry, tell);
    if (entry.type === 'clock_started' && this.rulebook) one.judge.checkStarted(entry, this.rulebook, tell);
    if (entry.type === 'clock_moved' && this.rulebook) one.judge.checkMoved(entry, this.rulebook, tell);
    if (entry.type === 'clock_ended' && this.rulebook) one.judge.checkEnded(entry, this.rulebook, tell);
    const isOver = one.record.isClosed && one.record.clocks.every((clock) => clock.endedAt !== null && clock.endedAt < entry.at);
    if (isOver && OPENS_AGAIN.has(entry.type)) tell('closed', `'${entry.type}' after the case was closed and its clocks were over`);
    const faults = one.record.apply(entry);
    for (const fault of faults) tell('record', `${fault}; what follows in this case is not judged`);
    one.isBroken = faults.length > 0;
    if (one.isBroken) return undefined;
    if (one.record.misstated) tell('happening', one.record.misstated);
    if (entry.type === 'notice_received' && this.rulebook) one.judge.checkNotice(entry, this.rulebook, tell);
    return undefined;
  }

  addNotice(index, entry, tell) {
    if (this.rulebookHash !== null && entry.rulebook !== this.rulebookHash) {
      tell('rulebook', 'the notice names another rulebook than the one in force');
    }
    if (entry.orderUrlCount === undefined) return;
    this.counts.orders++;
    this.orders.push({
      index, caseId: entry.case, at: entry.at, channel: entry.channel, issuer: entry.orderIssuer ?? null,
      rank: entry.orderRank ?? null, legalBasis: entry.orderLegalBasis ?? null, provision: entry.orderProvision ?? null,
      harm: entry.harm, jurisdictions: entry.jurisdictions, addresses: entry.orderUrlCount, defects: entry.defects,
      isActedOn: (entry.flag & 1) !== 0,
    });
  }

  /** After the last entry of a case at one instant: nothing is missing, nothing should have moved. */
  closeGroup() {
    const group = this.group;
    this.group = null;
    if (!group || !this.rulebook) return;
    const one = this.cases.get(group.caseId);
    if (one.isBroken) return;
    one.judge.checkSettled(group, this.rulebook, (rule, what) => this.report(rule, group.index, group.caseId, what));
  }

  finish() {
    this.group = null; // the newest command may go on behind the checkpoint
    for (const [rule, fault] of this.house.finish()) this.report(rule, null, '', fault);
    for (const one of this.cases.values()) {
      for (const clock of one.isBroken ? [] : one.record.clocks) {
        const isOverdue = clock.endedAt === null && clock.state === 'running' && clock.dueAt !== null
          && this.house.isOverdue(clock.dueAt);
        if (isOverdue) this.report('overdue', null, one.id, `${clock.duty} lapsed at ${new Date(clock.dueAt).toISOString()} and nothing says so`);
      }
    }
    return {
      ...this.counts, cases: this.cases.size, firstAt: this.house.firstAt, lastAt: this.house.lastAt, gaps: this.house.gaps,
      duties: this.countByDuty(), orderList: this.orders, findings: this.findings, findingCount: this.findingCount,
    };
  }

  /** By duty and the month (UTC) in which the clock began. */
  countByDuty() {
    const rows = new Map();
    for (const { record } of this.cases.values()) {
      for (const clock of record.clocks) {
        const month = new Date(clock.startedAt).toISOString().slice(0, 7);
        const key = `${clock.duty} ${month}`;
        if (!rows.has(key)) rows.set(key, { duty: clock.duty, month, met: 0, missed: 0, void: 0, running: 0, paused: 0 });
        rows.get(key)[clock.state]++;
      }
    }
    return [...rows.values()].sort((a, b) => (a.duty === b.duty ? (a.month < b.month ? -1 : 1) : a.duty < b.duty ? -1 : 1));
  }
}
