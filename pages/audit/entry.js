// SPDX-License-Identifier: Apache-2.0
// entry.js — one entry of the ledger, decoded as docs/reference/ledger-entries.md says: one text, one encoding.
import { Reader, decodeText, refuse, toHex } from './bytes.js';

const BLOCK_BYTES = 256;
const ENTRY_BYTES_MAX = 65_280;
const CASE_ITEMS_MAX = 10_000;
const NO_INSTANT = -(2n ** 63n);
const UNKNOWN_ERROR = 0xffffffff;

const words = (text) => text.split(' ');
const ACTORS = words('system reporter uploader reviewer officer authority platform');
const KINDS = words('complaint order flag match restrict remove label restore uploader complainant');
const CHANNELS = words('user_complaint court_order government_order regulator_notice trusted_flagger own_detection');
const COMPLAINANTS = words('depicted agent user authority flagger none');
const HARMS = words('ncii ncii_synthetic impersonation_synthetic csam csam_synthetic false_document explosives_arms terrorist fraud '
  + 'threat harassment hate defamation privacy child_harm misinformation malware gaming copyright trademark unlabelled_synthetic '
  + 'other_illegal terms');
const STATES = words('running paused met missed void dispatched acknowledged verified superseded');
const OUTCOMES = words('remove restrict label reject upheld rejected');
const STEPS = words('acknowledge take_down decide inform restore label appeal_decision preserve report other');
const BEARERS = words('provider regulator complainant dispute_body');
const HAPPENINGS = words('clarification_asked clarification_given extension_granted contested impossible possible_again acknowledged '
  + 'restricted removed labelled restored decided informed appealed appeal_decided exited_on_merits');
// Where a word is one of several lists by the type of its entry.
const WORDS_OF = {
  notice_received: { kind: words('complaint order flag match') },
  measure_ordered: { kind: words('restrict remove label restore') },
  appealed: { kind: words('uploader complainant') },
  clock_moved: { state: words('running paused met missed void') },
  clock_ended: { state: words('met missed void') },
  measure_moved: { state: words('dispatched acknowledged verified superseded') },
  decided: { outcome: words('remove restrict label reject') },
  appeal_decided: { outcome: words('upheld rejected') },
};

const exactly = (count, read) => (reader) => (reader.left === count ? read(reader) : refuse('a field of the wrong size'));
const whole = (reader) => reader.take(reader.left);
const text = (reader) => decodeText(whole(reader));
const hash = exactly(32, whole);
const hexHash = exactly(32, (reader) => toHex(whole(reader)));
const u32 = exactly(4, (reader) => reader.u32());
const i64 = exactly(8, (reader) => reader.i64());

function word(reader) {
  const said = text(reader);
  return said === '' ? refuse('an empty word') : said;
}

const oneOf = (list) => (reader) => {
  const said = word(reader);
  return list.includes(said) ? said : refuse(`'${said}' is no word of its list`);
};

const bounded = (most) => (reader) => (reader.left > most ? refuse('a text that is too long') : text(reader));

function item(reader) {
  const one = { no: reader.u32(), origin: reader.u8(), waits: reader.u8(), copyOf: reader.u32(), addresses: reader.u16() };
  if (one.origin > 2 || one.waits > 1) refuse('an item of an unknown kind');
  return { ...one, waits: one.waits === 1 };
}

// One number, or the first and the last of a run of at least two.
function itemRun(reader) {
  const first = reader.u32();
  const last = reader.left === 0 ? first : reader.u32();
  if (reader.left !== 0 || last - first >= CASE_ITEMS_MAX) refuse('a field of the wrong size');
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function addRun(nos, run, bytes) {
  const isRun = bytes === 8;
  if ((isRun && run.length < 2) || (nos.length > 0 && run[0] <= nos[nos.length - 1] + 1)) refuse('the items are not in order');
  nos.push(...run);
}

function happening(reader) {
  const at = reader.i64();
  const rawUntil = reader.rawI64();
  const what = decodeText(reader.take(reader.u8()));
  const until = rawUntil === NO_INSTANT ? null : Number(rawUntil);
  if (until !== null && !Number.isSafeInteger(until)) refuse('a number beyond 2^53');
  if (!HAPPENINGS.includes(what)) refuse(`'${what}' is nothing that happens`);
  return { at, until, what, duty: text(reader) };
}

const commitment = exactly(33, (reader) => ({ code: reader.u8(), digest: toHex(whole(reader)) }));

// id: [name, how to read the value, may it repeat]
const FIELDS = new Map(Object.entries({
  0x01: ['case', exactly(16, (reader) => toHex(whole(reader)))],
  0x02: ['number', u32],
  0x03: ['at', i64],
  0x04: ['clockError', exactly(4, (reader) => { const ms = reader.u32(); return ms === UNKNOWN_ERROR ? null : ms; })],
  0x05: ['previous', hash],
  0x06: ['actor', oneOf(ACTORS)],
  0x07: ['rulebook', hexHash],
  0x08: ['pack', hexHash],
  0x09: ['tz', text],
  0x10: ['noticeNo', u32],
  0x11: ['itemNos', itemRun, true],
  0x12: ['clockNo', u32],
  0x13: ['measureNo', u32],
  0x14: ['decisionNo', u32],
  0x15: ['appealNo', u32],
  0x16: ['clarificationNo', u32],
  0x17: ['kind', oneOf(KINDS)],
  0x18: ['channel', oneOf(CHANNELS)],
  0x19: ['complainant', oneOf(COMPLAINANTS)],
  0x1a: ['harm', oneOf(HARMS)],
  0x1b: ['jurisdictions', word, true],
  0x1c: ['limbs', word, true],
  0x1d: ['medium', oneOf(['designated', 'other'])],
  0x1e: ['sentAt', i64],
  0x1f: ['enteredAt', i64],
  0x20: ['retrievedAt', i64],
  0x21: ['receivedAt', i64],
  0x22: ['flag', exactly(1, (reader) => reader.u8())],
  0x23: ['duty', word],
  0x24: ['countries', word, true],
  0x25: ['startsAt', i64],
  0x26: ['dueAt', i64],
  0x27: ['until', i64],
  0x28: ['state', oneOf(STATES)],
  0x29: ['outcome', oneOf(OUTCOMES)],
  0x2a: ['ground', oneOf(['legal', 'contractual'])],
  0x2b: ['step', u32],
  0x2c: ['word', oneOf(STEPS)],
  0x2d: ['bearer', oneOf(BEARERS)],
  0x2e: ['items', exactly(12, item), true],
  0x30: ['orderIssuer', bounded(300)],
  0x31: ['orderRank', bounded(100)],
  0x32: ['orderLegalBasis', bounded(300)],
  0x33: ['orderProvision', bounded(300)],
  0x34: ['orderUrlCount', u32],
  0x35: ['defects', word, true],
  0x36: ['happenings', happening, true],
  0x38: ['stepMs', i64],
  0x39: ['key', text],
  0x3f: ['commitments', commitment, true],
}).map(([id, [name, read, isMany = false]]) => [Number(id), { name, read, isMany }]));

const MANY = [...FIELDS.values()].filter((field) => field.isMany).map((field) => field.name);
const OF_A_CASE = 'case number at clockError previous actor';
const OF_THE_HOUSE = 'at clockError';

// type: name, then the fields that it must have, then those that it may have.
const TYPES = new Map([
  [0x01, ['notice_received', 'noticeNo kind channel complainant harm medium sentAt receivedAt flag rulebook',
    'jurisdictions limbs enteredAt retrievedAt orderIssuer orderRank orderLegalBasis orderProvision orderUrlCount defects happenings commitments']],
  [0x02, ['notice_withdrawn', 'noticeNo', '']],
  [0x03, ['items_added', '', 'items commitments']],
  [0x04, ['clock_started', 'clockNo noticeNo duty startsAt flag word bearer', 'countries dueAt pack tz']],
  [0x05, ['clock_moved', 'clockNo state startsAt', 'dueAt']],
  [0x06, ['clock_ended', 'clockNo state', '']],
  [0x07, ['escalated', 'clockNo step', '']],
  [0x08, ['on_risk_applied', 'clockNo', '']],
  [0x09, ['claimed', 'until', 'commitments']],
  [0x0a, ['released', '', 'commitments']],
  [0x0b, ['measure_ordered', 'measureNo itemNo kind flag', 'countries decisionNo']],
  [0x0c, ['measure_moved', 'measureNo state', 'happenings commitments']],
  [0x0d, ['found_reachable', 'measureNo', '']],
  [0x0e, ['decided', 'decisionNo outcome ground', 'duty countries itemNos happenings commitments']],
  [0x0f, ['decision_reversed', 'decisionNo', 'happenings commitments']],
  [0x10, ['clarification_asked', 'clarificationNo', 'happenings commitments']],
  [0x11, ['clarification_given', 'clarificationNo', 'happenings commitments']],
  [0x12, ['extension_granted', 'duty until', 'happenings commitments']],
  [0x13, ['impossibility_declared', '', 'happenings commitments']],
  [0x14, ['impossibility_ended', '', 'happenings']],
  [0x15, ['appealed', 'appealNo kind decisionNo', 'happenings commitments']],
  [0x16, ['appeal_decided', 'appealNo outcome', 'happenings commitments']],
  [0x17, ['personal_erased', '', 'commitments']],
  [0x18, ['closed', '', '']],
  [0x80, ['house_started', 'rulebook', '']],
  [0x81, ['heartbeat', '', '']],
  [0x82, ['clock_stepped', 'stepMs', '']],
  [0x83, ['key_changed', 'key', '']],
].map(([id, [name, must, may]]) => {
  const always = id < 0x80 ? OF_A_CASE : OF_THE_HOUSE;
  const names = (list) => words(list).filter((one) => one !== '').map((one) => (one === 'itemNo' ? 'itemNos' : one));
  const required = names(`${always} ${must}`);
  return [id, { name, required, allowed: new Set([...required, ...names(may)]) }];
}));

function readField(entry, type, reader, lastId) {
  const id = reader.u8();
  const field = FIELDS.get(id) ?? refuse(`an unknown field ${id}`);
  if (id < lastId || (id === lastId && !field.isMany)) refuse('the fields are not in order');
  if (!type.allowed.has(field.name)) refuse(`'${type.name}' has no field '${field.name}'`);
  const bytes = reader.take(reader.u16());
  const inner = new Reader(bytes);
  const value = field.read(inner);
  if (inner.left !== 0) refuse('a field of the wrong size');
  if (field.name === 'itemNos') addRun(entry.itemNos, value, bytes.length);
  else if (field.isMany) entry[field.name].push(value);
  else entry[field.name] = value;
  return id;
}

function checkOrder(entry) {
  for (let i = 1; i < entry.commitments.length; i++) {
    if (entry.commitments[i].code <= entry.commitments[i - 1].code) refuse('the commitments are not in order');
  }
}

/** The entry as an object; throws when these bytes are not the one encoding of an entry. */
export function decodeEntry(bytes) {
  if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0 || bytes.length > ENTRY_BYTES_MAX) {
    refuse('the length of the entry is no multiple of 256');
  }
  const reader = new Reader(bytes);
  if (reader.u8() !== 1) refuse('an entry of an unknown version');
  const typeId = reader.u8();
  const type = TYPES.get(typeId) ?? refuse(`an entry of unknown type ${typeId}`);
  const body = new Reader(reader.take(reader.u16()));
  if (reader.left >= BLOCK_BYTES) refuse('more padding than is needed');
  for (let at = bytes.length - reader.left; at < bytes.length; at++) if (bytes[at] !== 0) refuse('padding that is not zero');

  const entry = { type: type.name };
  for (const name of MANY) if (type.allowed.has(name)) entry[name] = [];
  if (!entry.commitments) entry.commitments = [];
  for (let id = 0; body.left > 0;) id = readField(entry, type, body, id);
  for (const name of type.required) {
    if (entry[name] === undefined || (Array.isArray(entry[name]) && entry[name].length === 0)) refuse(`'${type.name}' lacks '${name}'`);
  }
  for (const [name, list] of Object.entries(WORDS_OF[entry.type] ?? {})) {
    if (!list.includes(entry[name])) refuse(`'${entry[name]}' is no ${name} of '${entry.type}'`);
  }
  checkOrder(entry);
  return entry;
}

export const FLAG = { actedOn: 1, ownTarget: 2, automatic: 4, court: 8, authorised: 16, saysWhy: 32 };

export const hasFlag = (entry, bit) => (entry.flag & bit) !== 0;
