// SPDX-License-Identifier: Apache-2.0
// house_clocks.js — the clocks with which the house binds itself where the law is silent: how long each is, when it must
// run, and how it may end (docs/explanation/two-speeds.md).

const show = (ms) => (ms === null || ms === undefined ? 'no deadline' : new Date(ms).toISOString());

/** As long as the shortest clock to take down, never longer than the house's own maximum. */
function sameSpeed(record, house) {
  const takesDown = record.clocks.filter((one) => one.step === 'take_down' && one.bearer === 'provider' && !one.isTarget && one.dueAt !== null);
  return Math.min(house.clockMaxMs, ...takesDown.map((one) => one.dueAt - one.startsAt));
}

// Where a need arose: its instant, and its entry's number in the case, since one instant may hold many entries.
const NOW = { at: Infinity, number: Infinity };

const DUTIES = {
  'HOUSE-REVIEW': {
    step: 'decide',
    length: (record, house) => house.interimReviewMs,
    neededSince: (record) => record.interimItems().map(() => NOW), // a lapsed review lifts what it was about: it must run
    isDone: (record, at) => record.interimItems().length === 0 && record.decisions.some((one) => one.at === at),
    mayBeVoid: () => false,
  },
  'HOUSE-RESTORE': {
    step: 'restore',
    length: sameSpeed,
    neededSince: (record) => record.waitingForRestore().map((item) => item.measure.ordered),
    isDone: (record) => record.waitingForRestore().length === 0,
    mayBeVoid: (record) => record.waitingForRestore().length === 0,
  },
  'HOUSE-APPEAL': {
    step: 'appeal_decision',
    length: sameSpeed,
    neededSince: (record) => [...record.appeals.values()],
    isDone: (record) => record.appeals.size === 0,
    mayBeVoid: () => false,
  },
  'HOUSE-ORDER': {
    step: 'take_down',
    length: (record, house) => house.clockMaxMs,
    neededSince: (record) => record.defectiveOrders().map((notice) => notice.joined),
    isDone: (record) => record.isAllDown([], -Infinity),
    mayBeVoid: (record, clock, at) => record.defectiveOrders().length === 0
      || (record.wasRejectedAt(at) && record.isAllTurnedDown(clock.startsAt)),
  },
};

const isOpen = (clock) => clock.state === 'running' || clock.state === 'paused';

export function checkHouseStarted(record, entry, house, tell) {
  const duty = DUTIES[entry.duty];
  if (!duty) return tell('house_clock', `'${entry.duty}' is no clock of the house`);
  if (record.clocks.some((one) => one.duty === entry.duty && isOpen(one))) tell('house_clock', `${entry.duty} was started while it ran`);
  const due = entry.at + duty.length(record, house);
  if (entry.startsAt !== entry.at || entry.dueAt !== due || entry.word !== duty.step || entry.bearer !== 'provider') {
    tell('house_clock', `${entry.duty} was set ${show(entry.startsAt)} to ${show(entry.dueAt)}; by the rulebook ${show(entry.at)} to ${show(due)}`);
  }
  return undefined;
}

export function checkHouseEnded(record, clock, entry, tell) {
  const duty = DUTIES[clock.duty];
  const isOk = duty && ((entry.state === 'void' && duty.mayBeVoid(record, clock, entry.at))
    || (entry.state === 'met' && entry.at <= clock.dueAt && duty.isDone(record, entry.at))
    || (entry.state === 'missed' && entry.at >= clock.dueAt));
  if (!isOk) tell('house_clock', `${clock.duty} ended as ${entry.state} at ${show(entry.at)}, due ${show(clock.dueAt)}`);
}

/** After the entries of one instant. */
export function checkHouseStands(record, at, tellOnce) {
  for (const [name, duty] of Object.entries(DUTIES)) {
    const clocks = record.clocks.filter((one) => one.duty === name);
    for (const since of new Set(duty.neededSince(record))) {
      const isKept = clocks.some((one) => isOpen(one) || one.started.number > since.number || one.endedAt > since.at);
      if (!isKept) tellOnce(`${name} ${since.number}`, since === NOW ? `${name} should run` : `${name} should have been started at ${show(since.at)}`);
    }
    const left = clocks.find(isOpen);
    if (left && duty.isDone(record, at)) tellOnce(left.no, `${name} runs on, and what it waits for is done`);
  }
}
