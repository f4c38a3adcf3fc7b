// SPDX-License-Identifier: Apache-2.0
// Whole ledgers: an honest one holds, each kind of lie is found, and no byte can be changed unseen.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { audit } from '../../pages/audit/audit.js';
import { Chance } from './law_facts.mjs';
import { loadYaml } from './library.mjs';
import { Platform } from './platform.mjs';

globalThis.crypto ??= webcrypto;
const START = Date.parse('2026-11-22T02:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

// Every audit reads the packs anew; the text is the same.
const read = new Map();
const loadOnce = (text) => {
  if (!read.has(text)) read.set(text, loadYaml(text));
  return read.get(text);
};
const check = (ledger, more = {}) => audit({ read: ledger.read(), loadYaml: loadOnce, memory: null, ...more });

/** Two cases: one removed in time, one missed. */
function story(bend, count = 0) {
  const platform = new Platform(bend);
  platform.start(START);
  let at = START;
  const beat = (until) => {
    for (at += MINUTE; at < until; at += MINUTE) platform.ledger.addHouse('heartbeat', at, {});
    at = until;
  };
  platform.notice(1, at + 5, {});
  platform.notice(2, at + 6, { complainant: 'user', harm: 'fraud' });
  beat(START + 40 * MINUTE);
  platform.measure(1, at, 'restrict', ['IN']);
  platform.confirm(1, at + 900, 'restricted');
  beat(START + HOUR);
  platform.decide(1, at, ['IN']);
  platform.confirm(1, at + 400, 'removed');
  beat(START + 37 * HOUR);
  platform.tick(2, at);
  platform.ledger.addHouse('heartbeat', (at += MINUTE));
  for (let left = count - platform.ledger.entries.length; left > 0; left--) platform.ledger.addHouse('heartbeat', (at += MINUTE), {});
  platform.ledger.publish();
  return platform.ledger;
}

const lines = (report) => report.findings.map((one) => `${one.rule}: ${one.what}`).join('\n');

test('AnHonestLedgerHolds', async () => {
  const ledger = story();
  const seen = [];
  const report = await check(ledger, { onProgress: (progress) => seen.push(progress.done) });
  assert.equal(lines(report), '');
  assert.equal(report.verdict, 'holds');
  assert.equal(report.size, ledger.entries.length);
  assert.equal(seen[seen.length - 1], report.size);
  assert.equal(report.cases, 2);
  const row = (duty) => report.duties.find((one) => one.duty === duty);
  assert.deepEqual(row('IN-NCII-2H'), { duty: 'IN-NCII-2H', month: '2026-11', met: 1, missed: 0, void: 0, running: 0, paused: 0 });
  assert.deepEqual(row('IN-3-1-B-36H'), { duty: 'IN-3-1-B-36H', month: '2026-11', met: 1, missed: 1, void: 0, running: 0, paused: 0 });
  assert.equal(row('IN-ACK-24H').met, 2);
  assert.equal(report.gaps.length, 0);
});

const lies = {
  'a deadline a minute later': ['clock_start', (type, fields) => (type === 'clock_started' && fields.duty === 'IN-NCII-2H' ? { ...fields, dueAt: fields.dueAt + MINUTE } : fields)],
  'a start a millisecond later': ['clock_start', (type, fields) => (type === 'clock_started' && fields.duty === 'IN-GRIEV-7D' ? { ...fields, startsAt: fields.startsAt + 1 } : fields)],
  'a clock left out': ['duty_missing', (type, fields) => (type === 'clock_started' && fields.duty === 'IN-3-1-B-36H' ? null : fields)],
  'a missed clock said to be met': ['clock_end', (type, fields) => (type === 'clock_ended' && fields.state === 'missed' ? { ...fields, state: 'met' } : fields)],
  'a missed clock said to be void': ['clock_end', (type, fields) => (type === 'clock_ended' && fields.state === 'missed' ? { ...fields, state: 'void' } : fields)],
  'a missed clock not told': ['clock_late', (type, fields) => (type === 'clock_ended' && fields.state === 'missed' ? null : fields)],
  'a receipt an hour later': ['notice', (type, fields) => (type === 'notice_received' ? { ...fields, receivedAt: fields.receivedAt + HOUR } : fields)],
  'a clock of another duty': ['clock_extra', (type, fields) => (type === 'clock_started' && fields.duty === 'IN-NCII-2H' ? { ...fields, duty: 'IN-COPYRIGHT' } : fields)],
  'an own target said to be law': ['clock_start', (type, fields) => (type === 'clock_started' && fields.flag === 2 ? { ...fields, flag: 0 } : fields)],
  'another step than the duty has': ['clock_start', (type, fields) => (type === 'clock_started' && fields.duty === 'IN-NCII-2H' ? { ...fields, word: 'decide' } : fields)],
  'down, and nothing was confirmed': ['happening', (type, fields) => (type === 'measure_moved' ? { ...fields, state: 'dispatched' } : fields)],
  'a complaint that was not acted on': ['notice', (type, fields) => (type === 'notice_received' ? { ...fields, flag: 0 } : fields)],
};

for (const [name, [rule, bend]] of Object.entries(lies)) {
  test(`ALieIsFound: ${name}`, async () => {
    const report = await check(story(bend));
    assert.equal(report.verdict, 'findings');
    assert.ok(report.findings.some((one) => one.rule === rule), `${rule} expected, found:\n${lines(report)}`);
  });
}

test('AnEventThatIsLeftOutIsFound', async () => {
  const ledger = story();
  const at = ledger.entries.findIndex((entry) => entry[1] === 6);
  ledger.entries.splice(at, 1);
  ledger.leaves.splice(at, 1);
  ledger.publish();
  const report = await check(ledger);
  assert.ok(report.findings.some((one) => one.rule === 'number'), lines(report));
});

test('AnOrderIsJudgedByItsList', async () => {
  const order = { kind: 'order', channel: 'government_order', complainant: 'authority', harm: 'other_illegal', orderIssuer: 'State police',
    orderRank: 'Superintendent of Police', orderLegalBasis: 'IT Act s. 79(3)(b)', orderProvision: 'rule 3(1)(d)', orderUrlCount: 1, flag: 0x31 };
  for (const [defects, isHonest] of [[['IN-3-1-D/V5'], true], [[], false]]) {
    const platform = new Platform();
    platform.start(START);
    platform.notice(1, START + 5, { ...order, defects });
    platform.ledger.addHouse('heartbeat', START + MINUTE);
    platform.ledger.publish();
    const report = await check(platform.ledger);
    assert.equal(report.findings.some((one) => one.rule === 'notice'), !isHonest, lines(report));
    assert.equal(report.orderList[0].issuer, 'State police');
  }
});

test('AnEarlierVisitIsRemembered', async () => {
  const ledger = story();
  const first = await check(ledger);
  assert.equal(first.memory.size, ledger.entries.length);
  ledger.addHouse('heartbeat', START + 37 * HOUR + 2 * MINUTE, {});
  ledger.publish();
  assert.equal((await check(ledger, { memory: first.memory })).verdict, 'holds');
  const cut = story((type, fields) => (type === 'escalated' ? null : fields));
  const shorter = await check(cut, { memory: first.memory });
  assert.ok(shorter.findings.some((one) => one.rule === 'history'), lines(shorter));
  assert.equal(shorter.memory, null);
  const other = story((type, fields) => (type === 'notice_received' ? { ...fields, sentAt: fields.sentAt - 1 } : fields), first.size + 3);
  const rewritten = await check(other, { memory: first.memory });
  assert.ok(rewritten.findings.some((one) => one.rule === 'history'), lines(rewritten));
  const stolen = await check(ledger, { memory: { ...first.memory, vkey: 'another' } });
  assert.ok(stolen.findings.some((one) => one.rule === 'signature'), lines(stolen));
});

test('NoByteOfALedgerCanBeChangedUnseen', async () => {
  const ledger = story(undefined, 600);
  const chance = new Chance(Number(process.env.REDRESS_SEED ?? 1));
  const names = [...ledger.files.keys()].filter((name) => name !== 'vkey');
  const total = Number(process.env.REDRESS_BYTES ?? 300);
  const changes = [];
  const checkpoint = ledger.files.get('checkpoint');
  for (let at = 0; at < checkpoint.length; at++) changes.push(['checkpoint', at]);
  for (let i = 0; i < total; i++) {
    const name = chance.pick(names);
    changes.push([name, chance.below(ledger.files.get(name).length)]);
  }
  for (const [name, at] of changes) {
    const good = ledger.files.get(name);
    const bad = good.slice();
    bad[at] ^= 1 << chance.below(8);
    ledger.files.set(name, bad);
    let verdict = 'refused';
    try {
      verdict = (await check(ledger)).verdict;
    } catch {
      // A checkpoint that cannot be read at all.
    }
    ledger.files.set(name, good);
    assert.ok(verdict === 'refused' || verdict === 'findings', `byte ${at} of ${name}`);
  }
});
