// SPDX-License-Identifier: Apache-2.0
// Makes ledgers in memory for the tests: entries by docs/reference/ledger-entries.md, tiles, bundles, a signed checkpoint.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { concat, encodeText, fromHex, toBase64, toHex } from '../../pages/audit/bytes.js';
import { GrowingTree, hashLeaf } from '../../pages/audit/merkle.js';
import { TILE_WIDTH, TileLevel, tilePath } from '../../pages/audit/tiles.js';
import { STATUTES } from './library.mjs';

const TYPES = {
  notice_received: 1, notice_withdrawn: 2, items_added: 3, clock_started: 4, clock_moved: 5, clock_ended: 6, escalated: 7,
  on_risk_applied: 8, claimed: 9, released: 10, measure_ordered: 11, measure_moved: 12, found_reachable: 13, decided: 14,
  decision_reversed: 15, clarification_asked: 16, clarification_given: 17, extension_granted: 18, impossibility_declared: 19,
  impossibility_ended: 20, appealed: 21, appeal_decided: 22, personal_erased: 23, closed: 24,
  house_started: 0x80, heartbeat: 0x81, clock_stepped: 0x82, key_changed: 0x83,
};

export const u8 = (value) => Uint8Array.of(value);
export const u16 = (value) => Uint8Array.of(value >> 8, value & 255);
export const u32 = (value) => { const b = new Uint8Array(4); new DataView(b.buffer).setUint32(0, value); return b; };
export const i64 = (value) => { const b = new Uint8Array(8); new DataView(b.buffer).setBigInt64(0, BigInt(value)); return b; };
const text = encodeText;
const item = (one) => concat(u32(one.no), u8(one.origin), u8(one.waits ? 1 : 0), u32(one.copyOf), u16(one.addresses));
const happening = (one) => concat(i64(one.at), i64(one.until ?? -(2n ** 63n)), u8(one.what.length), text(one.what), text(one.duty ?? ''));
const commitment = (one) => concat(u8(one.code), fromHex(one.digest));

const FIELDS = [
  [0x01, 'case', fromHex], [0x02, 'number', u32], [0x03, 'at', i64], [0x04, 'clockError', (ms) => u32(ms ?? 0xffffffff)],
  [0x05, 'previous', (bytes) => bytes], [0x06, 'actor', text], [0x07, 'rulebook', fromHex], [0x08, 'pack', fromHex], [0x09, 'tz', text],
  [0x10, 'noticeNo', u32], [0x11, 'itemNos', u32], [0x12, 'clockNo', u32], [0x13, 'measureNo', u32], [0x14, 'decisionNo', u32],
  [0x15, 'appealNo', u32], [0x16, 'clarificationNo', u32], [0x17, 'kind', text], [0x18, 'channel', text], [0x19, 'complainant', text],
  [0x1a, 'harm', text], [0x1b, 'jurisdictions', text], [0x1c, 'limbs', text], [0x1d, 'medium', text], [0x1e, 'sentAt', i64],
  [0x1f, 'enteredAt', i64], [0x20, 'retrievedAt', i64], [0x21, 'receivedAt', i64], [0x22, 'flag', u8], [0x23, 'duty', text],
  [0x24, 'countries', text], [0x25, 'startsAt', i64], [0x26, 'dueAt', i64], [0x27, 'until', i64], [0x28, 'state', text],
  [0x29, 'outcome', text], [0x2a, 'ground', text], [0x2b, 'step', u32], [0x2c, 'word', text], [0x2d, 'bearer', text], [0x2e, 'items', item],
  [0x30, 'orderIssuer', text], [0x31, 'orderRank', text], [0x32, 'orderLegalBasis', text], [0x33, 'orderProvision', text],
  [0x34, 'orderUrlCount', u32], [0x35, 'defects', text], [0x36, 'happenings', happening], [0x38, 'stepMs', i64], [0x39, 'key', text],
  [0x3f, 'commitments', commitment],
];

export function pad(type, body) {
  const used = 4 + body.length;
  return concat(Uint8Array.of(1, type), u16(body.length), body, new Uint8Array((256 - (used % 256)) % 256));
}

export function encodeFields(entry) {
  const parts = [];
  for (const [id, name, write] of FIELDS) {
    const value = entry[name];
    if (value === undefined || (value === null && name !== 'clockError')) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      const bytes = write(one);
      parts.push(u8(id), u16(bytes.length), bytes);
    }
  }
  return concat(...parts);
}

export const encodeEntry = (entry) => pad(TYPES[entry.type], encodeFields(entry));

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A log that grows in memory; `files` is what a static host would serve. */
export class LedgerMaker {
  constructor(name = 'test.example/ledger') {
    this.name = name;
    const seed = createHash('sha256').update(name).digest();
    this.secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
    this.public = new Uint8Array(createPublicKey(this.secret).export({ format: 'der', type: 'spki' }).subarray(-32));
    this.entries = [];
    this.leaves = [];
    this.cases = new Map();
    this.files = new Map();
    this.packHashes = {};
    for (const file of readdirSync(STATUTES).filter((one) => one.endsWith('.yaml'))) {
      const bytes = new Uint8Array(readFileSync(path.join(STATUTES, file)));
      const hash = digestOf(bytes);
      this.packHashes[/\n {2}jurisdiction: ([A-Z-]+)\n/.exec(Buffer.from(bytes).toString())[1]] = hash;
      this.files.set(`statutes/${hash}.yaml`, bytes);
    }
  }

  get typedKey() {
    return concat(u8(1), this.public);
  }

  get keyId() {
    return createHash('sha256').update(concat(text(`${this.name}\n`), this.typedKey)).digest().subarray(0, 4);
  }

  get vkey() {
    return `${this.name}+${toHex(this.keyId)}+${toBase64(this.typedKey)}`;
  }

  start(at, choices = {}) {
    const document = canonical({
      choices: { disabled: [], enabled: [], targets: { '*': 86400 }, ...choices },
      house: { clock_max_s: 86400, interim_review_s: 86400 }, packs: this.packHashes, tz: '2026a', version: 1,
    });
    this.rulebook = digestOf(document);
    this.files.set(`rulebook/${this.rulebook}.json`, text(document));
    this.addHouse('house_started', at, { rulebook: this.rulebook });
  }

  push(entry) {
    const bytes = encodeEntry(entry);
    this.entries.push(bytes);
    this.leaves.push(hashLeaf(bytes));
    return this.leaves[this.leaves.length - 1];
  }

  addHouse(type, at, fields = {}) {
    this.push({ type, at, clockError: null, ...fields });
  }

  /** The next entry of a case; number and chain are filled in. */
  add(caseNo, type, at, fields = {}, actor = 'system') {
    const one = this.cases.get(caseNo) ?? { number: 0, leaf: new Uint8Array(32) };
    this.cases.set(caseNo, one);
    one.number++;
    const id = digestOf(`${this.name} ${caseNo}`).slice(0, 32);
    one.leaf = this.push({ type, case: id, number: one.number, at, clockError: 3, previous: one.leaf, actor, ...fields });
  }

  /** Writes tiles, bundles, key and checkpoint of what has been added so far. */
  publish() {
    const tree = new GrowingTree();
    const levels = [];
    const add = (level, hash) => {
      levels[level] ??= new TileLevel();
      const above = levels[level].add(hash);
      if (above === null) return;
      this.files.set(tilePath(level, levels[level].index), levels[level].bytes());
      levels[level].next();
      add(level + 1, above);
    };
    for (const leaf of this.leaves) {
      tree.add(leaf);
      add(0, leaf);
    }
    levels.forEach((level, i) => {
      if (level.hashes.length > 0) this.files.set(tilePath(i, level.index, level.hashes.length), level.bytes());
    });
    for (let at = 0; at < this.entries.length; at += TILE_WIDTH) {
      const some = this.entries.slice(at, at + TILE_WIDTH);
      this.files.set(tilePath('entries', at / TILE_WIDTH, some.length), concat(...some.flatMap((one) => [u16(one.length), one])));
    }
    this.files.set('vkey', text(`${this.vkey}\n`));
    this.signCheckpoint(this.entries.length, tree.root());
  }

  signCheckpoint(size, root) {
    const body = `${this.name}\n${size}\n${toBase64(root)}\n`;
    const signature = sign(null, Buffer.from(body), this.secret);
    this.files.set('checkpoint', text(`${body}\n\u2014 ${this.name} ${toBase64(concat(this.keyId, signature))}\n`));
  }

  read() {
    return async (name) => this.files.get(name) ?? null;
  }
}
