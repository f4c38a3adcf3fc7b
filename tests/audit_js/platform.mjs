// SPDX-License-Identifier: Apache-2.0
// A platform that keeps its cases as the law says, for ledgers in memory. Tests then make it lie.
import { CaseRecord } from '../../pages/audit/case.js';
import { FLAG } from '../../pages/audit/entry.js';
import { CaseJudge } from '../../pages/audit/judge.js';
import { receiptOf } from '../../pages/audit/law/notice.js';
import { selectPacks } from '../../pages/audit/law/rulebook.js';
import { LedgerMaker } from './ledger_maker.mjs';
import { choices, readPacks } from './library.mjs';

const isOpen = (clock) => clock.state === 'running' || clock.state === 'paused';

export class Platform {
  /** `bend(type, fields)` may change what is written about a clock, or return null to leave it out. */
  constructor(bend = (type, fields) => fields) {
    this.bend = bend;
    this.ledger = new LedgerMaker();
    this.cases = new Map();
    this.packs = readPacks();
  }

  start(at) {
    this.ledger.start(at);
    this.rulebook = {
      packs: this.packs, choices: choices(), house: { clockMaxMs: 86_400_000, interimReviewMs: 86_400_000 }, tz: '2026a',
      packHashes: new Map(Object.entries(this.ledger.packHashes)),
    };
  }

  one(no) {
    if (!this.cases.has(no)) {
      const record = new CaseRecord();
      this.cases.set(no, { record, judge: new CaseJudge(record) });
    }
    return this.cases.get(no);
  }

  write(no, type, at, fields, actor) {
    const bent = this.bend(type, fields);
    // The record follows what is true; the ledger is told what the platform says.
    this.one(no).record.apply({
      type, at, actor, happenings: [], items: [], defects: [], countries: [], itemNos: [], commitments: [], flag: 0, ...fields,
    });
    if (bent !== null) this.ledger.add(no, type, at, bent, actor);
  }

  notice(no, at, fields) {
    const record = this.one(no).record;
    const facts = {
      kind: 'complaint', channel: 'user_complaint', complainant: 'depicted', harm: 'ncii_synthetic', jurisdictions: ['IN'], limbs: [],
      medium: 'designated', sentAt: at, enteredAt: at, defects: [], ...fields,
    };
    const [pack] = selectPacks(this.packs, facts.jurisdictions);
    this.write(no, 'notice_received', at, {
      noticeNo: record.notices.length + 1, receivedAt: receiptOf(pack, { ...facts, retrievedAt: null }), flag: FLAG.actedOn,
      rulebook: this.ledger.rulebook, ...facts,
    }, 'reporter');
    if (record.items.length === 0) this.write(no, 'items_added', at, { items: [{ no: 1, origin: 0, waits: false, copyOf: 0, addresses: 1 }] });
    this.sync(no, at);
  }

  /** By a decision, or in the interim: then a person must look within a day. */
  measure(no, at, kind, territory, decisionNo) {
    const record = this.one(no).record;
    const fields = { measureNo: record.measures.length + 1, itemNos: [1], kind, countries: territory, flag: 0 };
    this.write(no, 'measure_ordered', at, decisionNo ? { ...fields, decisionNo } : fields, 'reviewer');
    const review = record.clocks.find((one) => one.duty === 'HOUSE-REVIEW' && isOpen(one));
    if (decisionNo && review) this.write(no, 'clock_ended', at, { clockNo: review.no, state: 'met' });
    if (!decisionNo && !review) {
      this.write(no, 'clock_started', at, { clockNo: record.clocks.length + 1, noticeNo: 0, duty: 'HOUSE-REVIEW', startsAt: at,
        dueAt: at + this.rulebook.house.interimReviewMs, flag: 0, word: 'decide', bearer: 'provider', countries: [] });
    }
    this.sync(no, at);
  }

  confirm(no, at, what) {
    const record = this.one(no).record;
    this.write(no, 'measure_moved', at, { measureNo: record.measures.length, state: 'acknowledged', happenings: [{ at, what }] }, 'platform');
    this.sync(no, at);
  }

  decide(no, at, territory) {
    const record = this.one(no).record;
    const happenings = ['decided', 'informed'].map((what) => ({ at, what }));
    this.write(no, 'decided', at, { decisionNo: record.decisions.length + 1, outcome: 'remove', ground: 'legal', duty: 'IN-NCII-2H', countries: territory, itemNos: [1], happenings }, 'reviewer');
    this.measure(no, at, 'remove', territory, record.decisions.length);
  }

  tick(no, at) {
    this.write(no, 'escalated', at, { clockNo: 1, step: 1 });
    this.sync(no, at);
  }

  sync(no, at) {
    const { record, judge } = this.one(no);
    for (const notice of record.notices) {
      for (const law of judge.lawOf(notice, this.rulebook, at).clocks.values()) this.follow(no, at, notice, law);
    }
  }

  follow(no, at, notice, law) {
    const { record, judge } = this.one(no);
    let clock = record.clocks.find((one) => one.noticeNo === notice.no && one.duty === law.id);
    if (!clock) {
      this.write(no, 'clock_started', at, {
        clockNo: record.clocks.length + 1, noticeNo: notice.no, duty: law.id, startsAt: law.startsAt, dueAt: law.dueAt ?? undefined,
        flag: law.isTarget ? FLAG.ownTarget : 0, pack: this.ledger.packHashes[law.jurisdiction], tz: '2026a', word: law.step,
        bearer: law.bearer, countries: law.territory,
      });
      clock = record.clocks[record.clocks.length - 1];
    }
    if (!isOpen(clock)) return;
    const state = judge.stateOf(law);
    if (!isOpen({ state })) this.write(no, 'clock_ended', at, { clockNo: clock.no, state });
    else if (clock.state !== state || clock.startsAt !== law.startsAt || clock.dueAt !== law.dueAt) {
      this.write(no, 'clock_moved', at, { clockNo: clock.no, state, startsAt: law.startsAt, dueAt: law.dueAt ?? undefined });
    }
  }
}
