// SPDX-License-Identifier: Apache-2.0
// law/pack.js — a regime pack as the engine's rows (docs/reference/statute-packs.md). The words of the law are left out:
// what a deadline follows from are the rows. A key that is unknown here is refused, since it might mean something.
import { refuse } from '../bytes.js';
import { readDuration } from './duration.js';
import { dayOfDate } from './calendar.js';
import { zoneOf } from './zone.js';

const PACK_BYTES_MAX = 1024 * 1024;
const DEPTH_MAX = 12;

const LAW_WORDS = ['instrument', 'provision', 'applies_to', 'action_required', 'starts_at', 'pausable', 'territorial_scope',
  'appeal', 'penalty', 'prior_clock', 'validity_checklist', 'details', 'source', 'confidence', 'on_risk'];
const DUTY_KEYS = new Set([...LAW_WORDS, 'id', 'status', 'duty_bearer', 'clock', 'clock_kind', 'calendar', 'in_force_from',
  'in_force_until', 'trigger', 'step', 'ends_on', 'territory', 'day_end', 'restart_on', 'merits_exit', 'extension',
  'only_for', 'stages']);
const TRIGGER_KEYS = new Set(['channels', 'complainants', 'harms', 'harms_except', 'limbs', 'order_cites', 'checklist',
  'starts_on', 'never', 'why']);
const STAGE_KEYS = new Set(['name', 'action', 'clock', 'calendar', 'step', 'starts_on', 'ends_on', 'on_risk']);
const ON_BY_DATE = new Set(['in_force', 'adopted_not_yet_applicable', 'transitional', 'superseded_in_part', 'repealed',
  'lapsed']);

/** What ends a clock, where its row does not say. Nothing in a case ends the other steps. */
const ENDS = {
  acknowledge: ['acknowledged'], take_down: ['restricted', 'removed'], decide: ['decided'], inform: ['informed'],
  restore: ['restored'], label: ['labelled'], appeal_decision: ['appeal_decided'], preserve: [], report: [], other: [],
};

function checkShape(value, depth, seen) {
  if (depth > DEPTH_MAX) refuse('a pack that is nested too deep');
  if (value === null || typeof value !== 'object') return;
  if (seen.has(value)) refuse('a pack with aliases');
  seen.add(value);
  for (const one of Object.values(value)) checkShape(one, depth + 1, seen);
}

const isNull = (value) => value === undefined || value === null || value === 'null' || value === '~' || value === '';
const orNull = (value) => (isNull(value) ? null : value);
const list = (value) => (Array.isArray(value) ? value : isNull(value) ? [] : [value]);
const setOrNull = (value) => (value === undefined ? null : new Set(list(value)));

function onlyKeys(object, known, what) {
  for (const key of Object.keys(object)) if (!known.has(key)) refuse(`${what} has a key '${key}' that is unknown here`);
}

function readTrigger(row) {
  onlyKeys(row, TRIGGER_KEYS, 'a trigger');
  return {
    isNever: row.never !== undefined,
    channels: setOrNull(row.channels),
    complainants: setOrNull(row.complainants),
    harms: setOrNull(row.harms),
    harmsExcept: setOrNull(row.harms_except),
    limbs: setOrNull(row.limbs),
    orderCites: row.order_cites === undefined ? null : list(row.order_cites),
    checklist: orNull(row.checklist),
    startsOn: setOrNull(row.starts_on),
  };
}

function endsOf(row) {
  const byStep = ENDS[row.step] ?? refuse(`a step '${row.step}' that is unknown here`);
  return new Set(row.ends_on === undefined ? byStep : list(row.ends_on));
}

function readExtension(row) {
  if (row === undefined) return null;
  const max = orNull(row.max);
  return { max: max === null ? null : readDuration(max) ?? refuse('an extension without a duration') };
}

function readStage(duty, row) {
  onlyKeys(row, STAGE_KEYS, 'a stage');
  return {
    id: `${duty.id}/${row.name}`,
    duration: readDuration(row.clock) ?? refuse('a stage without a duration'),
    isWorkingDays: row.calendar === 'business_days',
    step: row.step,
    endsOn: endsOf(row),
    startsOn: setOrNull(row.starts_on),
  };
}

function readDuty(row, home) {
  onlyKeys(row, DUTY_KEYS, `duty ${row.id}`);
  const duty = {
    id: row.id,
    bearer: row.duty_bearer,
    isOnByDate: ON_BY_DATE.has(row.status),
    from: orNull(row.in_force_from),
    until: orNull(row.in_force_until),
    clock: row.clock,
    kind: row.clock_kind,
    duration: readDuration(row.clock),
    isWorkingDays: row.calendar === 'business_days',
    triggers: (Array.isArray(row.trigger) ? row.trigger : [row.trigger]).map(readTrigger),
    step: row.step,
    endsOn: endsOf(row),
    toDayEnd: row.day_end === 'true',
    restartOn: new Set(list(row.restart_on)),
    hasMeritsExit: row.merits_exit === 'true',
    extension: readExtension(row.extension),
    isForSpecialService: row.only_for !== undefined,
    territory: row.territory === undefined ? home : list(row.territory),
    stages: [],
  };
  duty.fromDay = duty.from === null ? -Infinity : dayOfDate(duty.from);
  duty.untilDay = duty.until === null ? Infinity : dayOfDate(duty.until);
  duty.stages = list(row.stages).map((stage) => readStage(duty, stage));
  return duty;
}

function readHarmMap(map) {
  if (map === undefined) return { prefix: '', limbs: [] };
  return { prefix: map.prefix, limbs: map.limbs.map((one) => ({ limb: one.limb, harms: new Set(list(one.harms)) })) };
}

function readChecklist(row) {
  return { id: row.id, checks: row.checks.map((check) => ({ id: check.id, test: check.test })) };
}

/** `loadYaml(text)` gives maps, lists and strings and nothing else (js-yaml with its failsafe schema). */
export function readPack(text, loadYaml) {
  if (text.length > PACK_BYTES_MAX) refuse('a pack of more than 1 MiB');
  const file = loadYaml(text);
  checkShape(file, 0, new Set());
  const header = file.pack;
  const home = list(header.territory);
  return {
    jurisdiction: header.jurisdiction,
    zone: zoneOf(header.zone),
    receipt: header.receipt,
    calendar: {
      weekend: new Set(list(header.weekend)),
      holidays: new Set(list(header.holidays?.days).map(dayOfDate)),
    },
    duties: file.duties.map((row) => readDuty(row, home)),
    checklists: new Map(list(file.validity_checklists).map((row) => [row.id, readChecklist(row)])),
    ranks: Object.fromEntries(Object.entries(file.ranks ?? {}).map(([kind, titles]) => [kind, list(titles)])),
    harmMap: readHarmMap(file.harm_map),
  };
}
