// SPDX-License-Identifier: Apache-2.0
// law/evaluate.js — facts in, clocks out: an independent reading of the statute packs, sharing no code with the server.
import { localDay } from './calendar.js';
import { runClock } from './clock.js';
import { fits, receiptOf } from './notice.js';
import { isOn, selectPacks } from './rulebook.js';

function isInForce(duty, pack, receivedAt) {
  const day = localDay(receivedAt, pack.zone);
  return duty.fromDay <= day && day <= duty.untilDay;
}

/** The instant at which such a clock starts: the receipt, or a happening after it; null when that has not come. */
function startOf(startsOn, duty, receivedAt, happenings, now) {
  if (startsOn === null) return receivedAt;
  const found = happenings.filter((one) => startsOn.has(one.what) && one.at >= receivedAt && one.at <= now);
  if (found.length === 0) return null;
  return duty.kind === 'retention' ? found[found.length - 1].at : found[0].at;
}

function rowOf(pack, duty, stage, choices) {
  const source = stage ?? duty;
  return {
    duty, choices, isStage: stage !== null,
    id: source.id, step: source.step, endsOn: source.endsOn, duration: source.duration,
    territory: duty.territory.length > 0 ? duty.territory : [pack.jurisdiction],
    how: { zone: pack.zone, calendar: pack.calendar, isWorkingDays: source.isWorkingDays, toDayEnd: duty.toDayEnd },
  };
}

function runRow(pack, row, start, then, now) {
  const run = runClock(row, start, then, now);
  return {
    id: row.id, jurisdiction: pack.jurisdiction, step: row.step, bearer: row.duty.bearer, territory: row.territory,
    isTarget: row.duration === null && run.dueAt !== null, startsAt: run.startsAt, dueAt: run.dueAt, state: run.state,
  };
}

/** The first trigger that fits; null for none; undefined where the record hides what would tell. */
function findTrigger(pack, duty, facts) {
  for (const trigger of duty.triggers) {
    const answer = fits(pack, trigger, facts);
    if (answer !== false) return answer === null ? undefined : trigger;
  }
  return null;
}

/**
 * What the facts of a notice decide once and for all: which duties they can start, by which trigger, counted from when.
 * `rulebook`: {packs: Map, choices}. `facts`: {channel, complainant, harm, limbs, jurisdictions, sentAt, enteredAt,
 * retrievedAt, medium, order}.
 */
export function planOf(rulebook, facts) {
  const plan = { packs: selectPacks(rulebook.packs, facts.jurisdictions), receivedAt: null, duties: [], unknown: [] };
  for (const pack of plan.packs) {
    const receivedAt = receiptOf(pack, facts);
    if (receivedAt === null) continue;
    plan.receivedAt ??= receivedAt;
    for (const duty of pack.duties) {
      if (!isOn(duty, rulebook.choices) || !isInForce(duty, pack, receivedAt)) continue;
      const trigger = findTrigger(pack, duty, facts);
      if (trigger === undefined) plan.unknown.push(duty.id);
      if (!trigger) continue;
      const stages = duty.stages.map((stage) => ({ stage, row: rowOf(pack, duty, stage, rulebook.choices) }));
      plan.duties.push({ pack, duty, trigger, receivedAt, row: rowOf(pack, duty, null, rulebook.choices), stages });
    }
  }
  return plan;
}

/** Every clock of a plan that has started by `now`, after what happened `then` (in order of time). */
export function clocksOf(plan, then, now) {
  const clocks = [];
  for (const { pack, duty, trigger, receivedAt, row, stages } of plan.duties) {
    const start = startOf(trigger.startsOn, duty, receivedAt, then, now);
    if (start === null) continue;
    clocks.push(runRow(pack, row, start, then, now));
    for (const one of stages) {
      const begin = startOf(one.stage.startsOn, duty, start, then, now);
      if (begin !== null) clocks.push(runRow(pack, one.row, begin, then, now));
    }
  }
  return clocks;
}

export function evaluate(rulebook, facts, now) {
  const plan = planOf(rulebook, facts);
  return { packs: plan.packs, receivedAt: plan.receivedAt, unknown: plan.unknown, clocks: clocksOf(plan, facts.then, now) };
}
