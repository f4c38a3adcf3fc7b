// SPDX-License-Identifier: Apache-2.0
// judge.js — one case against the law: which clocks its notices start, when each is due, and how each may end.
import { FLAG, hasFlag } from './entry.js';
import { clocksOf, planOf } from './law/evaluate.js';
import { defectsOf } from './law/notice.js';
import { isSameTerritory } from './law/territory.js';
import { checkHouseEnded, checkHouseStands, checkHouseStarted } from './house_clocks.js';

const TAKEN_DOWN = new Set(['restricted', 'removed']);
// What gives the law nothing new to look at.
const NO_QUESTION = new Set(['claimed', 'released', 'found_reachable', 'personal_erased', 'closed']);

const isHouse = (clock) => clock.noticeNo === 0;
const isOpen = (clock) => clock.state === 'running' || clock.state === 'paused';
const show = (ms) => (ms === null || ms === undefined ? 'no deadline' : new Date(ms).toISOString());
const describe = (clock) => `${clock.state} ${show(clock.startsAt)} to ${show(clock.dueAt)}`;

export class CaseJudge {
  constructor(record) {
    this.record = record;
    this.told = new Set();
  }

  // ── what the law says ──────────────────────────────────────────────────────────────────────────────────────

  /** What happened, as one notice sees it. A take-down counts from the receipt of a notice that came after it. */
  happeningsFor(notice, extendedDuty, isDown) {
    const then = [];
    let takeDown = null;
    for (const one of this.record.happenings) {
      if (one.what === 'extension_granted' && one.duty !== extendedDuty) continue;
      if (TAKEN_DOWN.has(one.what)) takeDown = one;
      else if (one.at >= notice.receivedAt) then.push(one);
    }
    if (takeDown && isDown) then.push({ ...takeDown, at: Math.max(takeDown.at, notice.receivedAt) });
    const said = notice.wasAnswered ? ['decided', 'informed', 'acknowledged'] : ['acknowledged'];
    for (const what of said) then.push({ at: notice.receivedAt, what, until: null, duty: '' });
    return then.sort((a, b) => a.at - b.at);
  }

  /** The clocks that the law sets for a notice at this instant, by duty; and the duties that the record hides. */
  lawOf(notice, rulebook, now) {
    if (notice.rulebook !== rulebook) Object.assign(notice, { rulebook, plan: planOf(rulebook, notice.facts) });
    const { plan } = notice;
    const ask = (extended, isDown) => clocksOf(plan, this.happeningsFor(notice, extended, isDown), now);
    const wasTakenDown = this.record.happenings.some((one) => TAKEN_DOWN.has(one.what));
    const clocks = new Map();
    const settle = (extended, only) => {
      const withIt = ask(extended, true);
      const without = wasTakenDown ? ask(extended, false) : withIt;
      const still = new Map(without.map((clock) => [clock.id, clock]));
      for (const clock of withIt) {
        if (only !== null && clock.id !== only) continue;
        const isDown = !wasTakenDown || this.record.isAllDown(clock.territory, notice.receivedAt);
        // A clock that a take-down started goes on when what was down is back.
        const started = this.record.clocks.some((one) => one.noticeNo === notice.no && one.duty === clock.id);
        if (isDown || (!still.has(clock.id) && started)) clocks.set(clock.id, clock);
        else if (still.has(clock.id)) clocks.set(clock.id, still.get(clock.id));
        else clocks.delete(clock.id);
      }
    };
    settle('', null);
    for (const one of this.record.happenings) if (one.what === 'extension_granted') settle(one.duty, one.duty);
    return { clocks, unknown: plan.unknown };
  }

  noticeOf(clock) {
    return this.record.notices[clock.noticeNo - 1];
  }

  /** How the case records what the law says: a right that was not used in time is void, what was kept is met. */
  stateOf(lawClock) {
    if (lawClock.state !== 'missed') return lawClock.state;
    if (lawClock.step === 'preserve') return 'met';
    return lawClock.bearer === 'complainant' ? 'void' : 'missed';
  }

  // ── what the record says ───────────────────────────────────────────────────────────────────────────────────

  checkNotice(entry, rulebook, tell) {
    const notice = this.record.notices[this.record.notices.length - 1];
    const found = planOf(rulebook, notice.facts);
    // What nobody of the platform has seen yet is dated by the earliest instant at which it could have been.
    const lawful = found.receivedAt ?? notice.facts.enteredAt ?? notice.facts.sentAt;
    if (found.packs.length > 0 && lawful !== entry.receivedAt) {
      tell('notice', `received at ${show(entry.receivedAt)}; by the law at ${show(lawful)}`);
    }
    const isReadable = !notice.facts.order?.isHidden;
    if (isReadable) {
      const defects = defectsOf(found.packs, notice.facts);
      if (defects.join() !== entry.defects.join()) {
        tell('notice', `defects [${entry.defects.join(' ')}]; by the lists [${defects.join(' ')}]`);
      }
    }
    if (entry.defects.length === 0 && !notice.isActedOn) tell('notice', 'a notice without a defect was not acted on');
  }

  checkStarted(entry, rulebook, tell) {
    if (entry.noticeNo === 0) return checkHouseStarted(this.record, entry, rulebook.house, tell);
    const notice = this.noticeOf(entry);
    if (!notice) return tell('record', `a clock of notice ${entry.noticeNo}, which is not there`);
    if (this.record.clocks.some((one) => one.noticeNo === entry.noticeNo && one.duty === entry.duty)) {
      return tell('clock_extra', `${entry.duty} was started a second time`);
    }
    const law = this.lawOf(notice, rulebook, entry.at);
    if (law.unknown.includes(entry.duty)) return undefined;
    const clock = law.clocks.get(entry.duty);
    if (!clock) return tell('clock_extra', `${entry.duty} was started, and the law does not start it`);
    if (clock.startsAt !== entry.startsAt || clock.dueAt !== (entry.dueAt ?? null)) {
      tell('clock_start', `${entry.duty} was set ${show(entry.startsAt)} to ${show(entry.dueAt)}; by the law ${show(clock.startsAt)} to ${show(clock.dueAt)}`);
    }
    const pack = rulebook.packHashes.get(clock.jurisdiction);
    const isSame = clock.isTarget === hasFlag(entry, FLAG.ownTarget) && clock.step === entry.word && clock.bearer === entry.bearer
      && entry.pack === pack && entry.tz === rulebook.tz && isSameTerritory(clock.territory, entry.countries.length > 0 ? entry.countries : [clock.jurisdiction]);
    if (!isSame) tell('clock_start', `${entry.duty} was recorded with another step, bearer, territory, target, pack or zone data than it has`);
    return undefined;
  }

  checkMoved(entry, rulebook, tell) {
    const clock = this.record.clocks[entry.clockNo - 1];
    if (!clock || isHouse(clock)) return tell('clock_move', 'a clock was moved that cannot be');
    if (!isOpen(clock)) return tell('clock_move', `${clock.duty} was moved after it had ended`);
    const law = this.lawOf(this.noticeOf(clock), rulebook, entry.at);
    if (law.unknown.includes(clock.duty)) return undefined;
    const lawful = law.clocks.get(clock.duty);
    const isSame = lawful && lawful.startsAt === entry.startsAt && lawful.dueAt === (entry.dueAt ?? null)
      && (lawful.state === entry.state || (lawful.state === 'missed' && entry.state === 'running'));
    if (!isSame) {
      tell('clock_move', `${clock.duty} was moved to ${describe({ ...entry, dueAt: entry.dueAt ?? null })}; by the law ${lawful ? describe(lawful) : 'it does not run'}`);
    }
    return undefined;
  }

  checkEnded(entry, rulebook, tell) {
    const clock = this.record.clocks[entry.clockNo - 1];
    if (!clock) return undefined;
    if (!isOpen(clock)) return tell('clock_end', `${clock.duty} ended a second time`);
    if (isHouse(clock)) return checkHouseEnded(this.record, clock, entry, tell);
    const expected = this.endsOf(clock, rulebook, entry.at);
    if (expected.includes(entry.state)) return undefined;
    return tell('clock_end', `${clock.duty} ended as ${entry.state}; by the law ${expected.length > 0 ? expected.join(' or ') : 'it still runs'}`);
  }

  /** The states in which this clock may end at this instant. */
  endsOf(clock, rulebook, now) {
    const notice = this.noticeOf(clock);
    const states = [];
    const hasLapsed = clock.state === 'running' && clock.dueAt !== null && now > clock.dueAt;
    if (hasLapsed && notice.isWithdrawn) states.push(clock.step === 'preserve' ? 'met' : 'missed');
    if (notice.isWithdrawn) return clock.step === 'preserve' ? states : [...states, 'void'];
    if (clock.step === 'take_down' && this.record.wasRejectedAt(now) && this.record.isAllTurnedDown(notice.receivedAt)) states.push('void');
    const law = this.lawOf(notice, rulebook, now);
    if (law.unknown.includes(clock.duty)) return ['met', 'missed', 'void'];
    const lawful = law.clocks.get(clock.duty);
    if (!lawful) states.push('void');
    else if (!isOpen(lawful)) states.push(this.stateOf(lawful));
    else if (hasLapsed) states.push(clock.step === 'preserve' ? 'met' : 'missed');
    return states;
  }

  /** After the entries of one instant: each clock that the law sets stands, as the law sets it. */
  checkSettled(group, rulebook, tell) {
    checkHouseStands(this.record, group.at, (key, what) => this.tellOnce(tell, 'house_clock', key, what));
    if ([...group.types].every((type) => NO_QUESTION.has(type))) return;
    for (const notice of this.record.notices) {
      if (notice.isWithdrawn || !notice.isActedOn) continue;
      const law = this.lawOf(notice, rulebook, group.at);
      for (const lawful of law.clocks.values()) this.checkStands(notice, lawful, tell);
      for (const clock of this.record.clocks) {
        const isLeft = clock.noticeNo === notice.no && isOpen(clock) && !law.clocks.has(clock.duty) && !law.unknown.includes(clock.duty);
        if (isLeft) this.tellOnce(tell, 'clock_extra', clock.no, `${clock.duty} runs on, and the law does not start it any more`);
      }
    }
  }

  checkStands(notice, lawful, tell) {
    const clock = this.record.clocks.find((one) => one.noticeNo === notice.no && one.duty === lawful.id);
    if (!clock) return this.tellOnce(tell, 'duty_missing', `${notice.no} ${lawful.id}`, `${lawful.id} should have been started: ${describe(lawful)}`);
    if (!isOpen(clock)) return undefined;
    if (!isOpen(lawful)) {
      return this.tellOnce(tell, 'clock_late', clock.no, `${clock.duty} runs on; by the law it is ${lawful.state}`);
    }
    // What happens a second time gives no more time; only a right to object begins anew.
    const isLaterStart = clock.state === 'running' && lawful.startsAt > clock.startsAt && lawful.step !== 'other';
    const isSame = clock.state === lawful.state && clock.startsAt === lawful.startsAt && clock.dueAt === lawful.dueAt;
    if (isSame || isLaterStart) return undefined;
    return this.tellOnce(tell, 'clock_late', clock.no, `${clock.duty} stands ${describe(clock)}; by the law ${describe(lawful)}`);
  }

  tellOnce(tell, rule, key, what) {
    if (this.told.has(key)) return undefined;
    this.told.add(key);
    return tell(rule, what);
  }
}
