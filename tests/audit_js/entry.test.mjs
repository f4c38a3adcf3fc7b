// SPDX-License-Identifier: Apache-2.0
// Entries: what is written is read back, and what is not the one encoding is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromHex, toHex } from '../../pages/audit/bytes.js';
import { decodeEntry } from '../../pages/audit/entry.js';
import { encodeEntry, encodeFields, pad, u16, u8 } from './ledger_maker.mjs';
import { Chance } from './law_facts.mjs';

const HASH = 'ab'.repeat(32);
const inCase = { case: '01'.repeat(16), number: 7, at: 1_790_000_000_000, clockError: 2, previous: fromHex(HASH), actor: 'system' };

const samples = [
  { type: 'heartbeat', at: 1, clockError: null },
  { type: 'house_started', at: 1, clockError: 0, rulebook: HASH },
  { type: 'clock_stepped', at: 1, clockError: 0, stepMs: -3_600_000 },
  { type: 'key_changed', at: 1, clockError: 0, key: 'a.example+00000000+AA==' },
  { type: 'notice_received', ...inCase, noticeNo: 1, kind: 'complaint', channel: 'user_complaint', complainant: 'depicted',
    harm: 'ncii', jurisdictions: ['IN', 'US-CA'], limbs: ['3(1)(b)(ii)'], medium: 'designated', sentAt: 5, enteredAt: 6,
    receivedAt: 6, flag: 1, rulebook: HASH, defects: [], happenings: [], commitments: [{ code: 1, digest: HASH }, { code: 4, digest: HASH }] },
  { type: 'notice_received', ...inCase, noticeNo: 2, kind: 'order', channel: 'government_order', complainant: 'authority',
    harm: 'terrorist', jurisdictions: ['EU'], limbs: [], medium: 'other', sentAt: 5, retrievedAt: 9, receivedAt: 9, flag: 0x31,
    rulebook: HASH, orderIssuer: 'Behörde', orderRank: 'r', orderLegalBasis: 'b', orderProvision: 'p', orderUrlCount: 2,
    defects: ['IN-3-1-D/V4'], happenings: [], commitments: [] },
  { type: 'items_added', ...inCase, items: [{ no: 1, origin: 0, waits: false, copyOf: 0, addresses: 1 }, { no: 2, origin: 1, waits: true, copyOf: 1, addresses: 300 }], commitments: [] },
  { type: 'clock_started', ...inCase, clockNo: 1, noticeNo: 1, duty: 'IN-NCII-2H', countries: ['IN'], startsAt: 6, dueAt: 8, flag: 0,
    pack: HASH, tz: '2026a', word: 'take_down', bearer: 'provider', commitments: [] },
  { type: 'clock_moved', ...inCase, clockNo: 1, state: 'paused', startsAt: 6, commitments: [] },
  { type: 'extension_granted', ...inCase, duty: 'JP-7D', until: 77, happenings: [{ at: 5, until: 77, what: 'extension_granted', duty: 'JP-7D' }], commitments: [] },
  { type: 'measure_ordered', ...inCase, measureNo: 1, itemNos: [1], kind: 'restrict', countries: ['*'], flag: 4, commitments: [] },
  { type: 'closed', ...inCase, commitments: [] },
];

test('WhatIsWrittenIsReadBack', () => {
  for (const sample of samples) {
    const bytes = encodeEntry(sample);
    assert.equal(bytes.length % 256, 0);
    const entry = decodeEntry(bytes);
    assert.equal(toHex(encodeEntry(entry)), toHex(bytes), sample.type);
    for (const [name, value] of Object.entries(sample)) {
      if (name !== 'happenings' || value.length > 0) assert.deepEqual(JSON.stringify(entry[name]), JSON.stringify(value), `${sample.type}.${name}`);
    }
  }
});

test('WhatIsNotTheOneEncodingIsRefused', () => {
  const refused = (bytes, why) => assert.throws(() => decodeEntry(bytes), undefined, why);
  const good = encodeEntry(samples[4]);
  refused(new Uint8Array(0), 'nothing');
  refused(good.subarray(0, 255), 'cut');
  refused(concat(good, new Uint8Array(256)), 'a block of padding too many');
  const bent = (at, value) => { const copy = good.slice(); copy[at] = value; return copy; };
  refused(bent(0, 2), 'version');
  refused(bent(1, 0x19), 'type');
  refused(bent(good.length - 1, 1), 'padding');
  refused(bent(2, 0xff), 'length');
  const body = encodeFields(samples[0]);
  refused(pad(0x81, concat(body, u8(0x3a), u16(0))), 'an unknown field');
  refused(pad(0x81, concat(body, body)), 'fields twice');
  refused(pad(0x81, body.subarray(11)), 'a field is missing');
  refused(pad(0x81, concat(body, u8(0x38), u16(8), new Uint8Array(8))), 'a field of another type of entry');
  refused(encodeEntry({ ...samples[4], commitments: [...samples[4].commitments].reverse() }), 'commitments out of order');
  refused(encodeEntry({ ...samples[7], word: '' }), 'an empty word');
  refused(encodeEntry({ ...samples[4], actor: 'nobody' }), 'an unknown word');
  refused(encodeEntry({ ...samples[9], until: 2n ** 60n }), 'an instant that no number holds');
});

test('NoBentEntryIsReadAsAnother', () => {
  const chance = new Chance(11);
  for (const sample of samples) {
    const bytes = encodeEntry(sample);
    for (let i = 0; i < 400; i++) {
      const bent = bytes.slice();
      bent[chance.below(bytes.length)] ^= 1 + chance.below(255);
      let entry;
      try {
        entry = decodeEntry(bent);
      } catch {
        continue;
      }
      assert.equal(toHex(encodeEntry(entry)), toHex(bent), `${sample.type}: two encodings of one entry`);
    }
  }
});
