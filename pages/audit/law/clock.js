// SPDX-License-Identifier: Apache-2.0
// law/clock.js — one clock from its start through everything that happened since.
import { addPeriod } from './calendar.js';
import { targetOf } from './rulebook.js';

// Nothing in a case ends such a clock: when its time has passed it is over, not broken.
const isKept = (row) => !row.isStage && row.endsOn.size === 0 && (row.duty.kind === 'window' || row.duty.kind === 'retention');
const TAKES_AWAY = new Set(['restricted', 'removed']);

/** When a clock that starts here ends: null where the law sets no deadline and the operator no target. */
function dueAfter(row, start) {
  if (row.duration) return addPeriod(start, row.duration, row.how);
  if (row.duty.kind !== 'standard') return null;
  const target = targetOf(row.duty, row.choices);
  return target === null ? null : start + target;
}

function isOutOfReach(happenings, start) {
  let isAway = false;
  for (const one of happenings) {
    if (one.at >= start) break;
    if (TAKES_AWAY.has(one.what)) isAway = true;
    if (one.what === 'restored') isAway = false;
  }
  return isAway;
}

function restart(clock, row, one) {
  const pairs = [['clarification', 'clarification_asked', 'clarification_given'], ['impossibility', 'impossible', 'possible_again']];
  for (const [reason, begins, ends] of pairs) {
    if (!row.duty.restartOn.has(reason)) continue;
    if (one.what === begins) clock.waits.add(reason);
    if (one.what === ends && clock.waits.delete(reason) && clock.waits.size === 0) {
      clock.startsAt = one.at;
      clock.dueAt = dueAfter(row, one.at);
      clock.state = 'running';
    }
  }
  if (clock.waits.size > 0) {
    clock.state = 'paused';
    clock.dueAt = null;
  }
}

function extend(clock, row, one) {
  const extension = row.duty.extension;
  if (!extension || clock.dueAt === null || one.until === null || one.until === undefined) return;
  const last = extension.max ? addPeriod(clock.startsAt, extension.max, row.how) : Infinity;
  const until = Math.min(one.until, last);
  if (until > clock.dueAt) clock.dueAt = until;
}

const isOver = (clock) => clock.state !== 'running' && clock.state !== 'paused';

function move(clock, row, one) {
  restart(clock, row, one);
  if (one.what === 'extension_granted' && clock.state === 'running' && !row.isStage) extend(clock, row, one);
}

const hasLapsed = (clock, at) => clock.state === 'running' && clock.dueAt !== null && at > clock.dueAt;

/**
 * `row`: {duty, duration, how, endsOn, step, isStage, choices}. Gives {startsAt, dueAt, state} as seen at `now`.
 */
export function runClock(row, start, happenings, now) {
  const clock = { startsAt: start, dueAt: dueAfter(row, start), state: 'running', waits: new Set() };
  if (row.step === 'take_down' && isOutOfReach(happenings, start)) clock.state = 'met';
  for (const one of happenings) {
    if (one.at < start || one.at > now || isOver(clock)) continue;
    const isLate = hasLapsed(clock, one.at);
    if (row.endsOn.has(one.what)) clock.state = isLate ? 'missed' : 'met';
    // A duty that does not reach this content never did: this exit is open at any time.
    else if (one.what === 'exited_on_merits' && row.duty.hasMeritsExit && !row.isStage) clock.state = 'void';
    else if (!isLate) move(clock, row, one);
  }
  if (hasLapsed(clock, now)) clock.state = isKept(row) ? 'met' : 'missed';
  return { startsAt: clock.startsAt, dueAt: clock.dueAt, state: clock.state };
}
