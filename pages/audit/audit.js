// SPDX-License-Identifier: Apache-2.0
// audit.js — a whole ledger checked from its public files, trusting none of them: signature, history, every tile and entry,
// and then every clock (replay.js). Runs in a browser's worker and in node; what it reads comes through `read`.
import { decodeText, isEqual, toBase64, toHex } from './bytes.js';
import { decodeEntry } from './entry.js';
import { readPack } from './law/pack.js';
import { readRulebookDocument } from './law/rulebook.js';
import { GrowingTree, hashLeaf } from './merkle.js';
import { canVerify, readCheckpoint, readNote, readVerifierKey, verifyNote } from './note.js';
import { Replay } from './replay.js';
import { sha256 } from './sha256.js';
import { TILE_WIDTH, TileLevel, levelWidths, readBundle, tilePath } from './tiles.js';

const AHEAD = 8; // files asked for before they are needed
const TILE_FINDINGS_MAX = 100;
// After one of these the next audit must compare with what was seen before this one.
const DOUBTS_HISTORY = new Set(['signature', 'history', 'tiles']);

class Audit {
  constructor({ read, loadYaml, memory, onProgress, isStopped }) {
    Object.assign(this, { read, loadYaml, memory, onProgress: onProgress ?? (() => {}), isStopped: isStopped ?? (() => false) });
    this.findings = [];
    this.notes = [];
    this.rulebooks = new Map();
    this.packs = new Map();
    this.tree = new GrowingTree();
    this.levels = [new TileLevel()];
    this.keyChanges = [];
    this.replay = new Replay((hash) => this.rulebooks.get(hash) ?? null);
  }

  find(rule, what, index = null) {
    if (this.findings.length < TILE_FINDINGS_MAX) this.findings.push({ rule, index, caseId: '', what });
  }

  async mustRead(path) {
    const bytes = await this.read(path);
    if (bytes === null) throw new Error(`${path} cannot be had`);
    return bytes;
  }

  /** A tile of that width; where only the full one is left, its beginning. */
  async readTile(level, index, width) {
    const exact = await this.read(tilePath(level, index, width));
    if (exact !== null || width === TILE_WIDTH) return { bytes: exact, isFull: width === TILE_WIDTH };
    return { bytes: await this.read(tilePath(level, index)), isFull: true };
  }

  // ── the head ───────────────────────────────────────────────────────────────────────────────────────────────

  async readHead() {
    this.key = readVerifierKey(decodeText(await this.mustRead('vkey')).trimEnd());
    const note = readNote(await this.mustRead('checkpoint'));
    this.checkpoint = readCheckpoint(note.text);
    if (this.checkpoint.origin !== this.key.name) this.find('signature', `the checkpoint is of '${this.checkpoint.origin}', the key of '${this.key.name}'`);
    this.signature = (await canVerify()) ? 'valid' : 'unchecked';
    if (this.signature === 'unchecked') return;
    try {
      await verifyNote(note, [this.key]);
    } catch (error) {
      this.signature = 'wrong';
      this.find('signature', `the newest checkpoint: ${error.message}`);
    }
  }

  checkMemory() {
    const seen = this.memory;
    if (!seen || seen.origin !== this.checkpoint.origin) return;
    if (seen.size > this.checkpoint.size) {
      this.find('history', `this browser has seen ${seen.size} entries before, and now there are ${this.checkpoint.size}: the record was cut`);
    }
  }

  /** The tree has just reached a size that this browser has seen before. */
  checkRemembered() {
    const seen = this.memory;
    if (!seen || seen.origin !== this.checkpoint.origin || seen.size !== this.tree.size || seen.size === 0) return;
    if (toHex(this.tree.root()) !== seen.root) {
      this.find('history', `the first ${seen.size} entries are not those that this browser saw before: the record was rewritten`);
    }
  }

  checkKey() {
    const seen = this.memory;
    if (!seen || seen.origin !== this.checkpoint.origin || seen.vkey === this.key.text) return;
    const wasTold = this.keyChanges.includes(this.key.text);
    if (!wasTold) this.find('signature', 'another key signs than when this browser was here last, and the ledger records no change of key');
    else this.notes.push('key_changed');
  }

  // ── what the entries rest on ───────────────────────────────────────────────────────────────────────────────

  async loadRulebook(hash) {
    if (this.rulebooks.has(hash)) return;
    try {
      const text = await this.readNamed(`rulebook/${hash}.json`, hash);
      const document = readRulebookDocument(text);
      const packs = new Map();
      for (const [jurisdiction, packHash] of document.packHashes) packs.set(jurisdiction, await this.loadPack(jurisdiction, packHash));
      this.rulebooks.set(hash, { ...document, packs });
    } catch (error) {
      this.rulebooks.set(hash, null);
      this.find('rulebook', `the rulebook ${hash}: ${error.message}`);
    }
  }

  async loadPack(jurisdiction, hash) {
    if (!this.packs.has(hash)) this.packs.set(hash, readPack(await this.readNamed(`statutes/${hash}.yaml`, hash), this.loadYaml));
    const pack = this.packs.get(hash);
    if (pack.jurisdiction !== jurisdiction) throw new Error(`the pack of ${jurisdiction} is one of ${pack.jurisdiction}`);
    return pack;
  }

  async readNamed(path, hash) {
    const bytes = await this.mustRead(path);
    if (toHex(sha256(bytes)) !== hash) throw new Error(`${path} does not have the digest that names it`);
    return decodeText(bytes);
  }

  // ── the entries ────────────────────────────────────────────────────────────────────────────────────────────

  async walk() {
    const { size } = this.checkpoint;
    const { full, partial } = levelWidths(size, 0);
    const count = full + (partial > 0 ? 1 : 0);
    const widthOf = (index) => (index < full ? TILE_WIDTH : partial);
    const asked = new Map();
    const ask = (index) => {
      if (index >= count || asked.has(index)) return;
      const both = Promise.all([this.readTile('entries', index, widthOf(index)), this.readTile(0, index, widthOf(index))]);
      both.catch(() => {}); // told when it is waited for
      asked.set(index, both);
    };
    for (let index = 0; index < count; index++) {
      if (this.isStopped()) return false;
      for (let ahead = 0; ahead < AHEAD; ahead++) ask(index + ahead);
      const [bundle, tile] = await asked.get(index);
      asked.delete(index);
      if (!(await this.addBundle(index, widthOf(index), bundle, tile))) return false;
      this.onProgress({ done: this.tree.size, size });
    }
    return this.checkUpperTiles();
  }

  async addBundle(index, width, bundle, tile) {
    const path = tilePath('entries', index, width);
    let entries;
    try {
      if (bundle.bytes === null) throw new Error('it cannot be had');
      entries = readBundle(bundle.bytes, bundle.isFull ? TILE_WIDTH : width).slice(0, width);
    } catch (error) {
      this.find('tiles', `${path}: ${error.message}`);
      return false;
    }
    const decoded = entries.map((bytes) => {
      try {
        return decodeEntry(bytes);
      } catch (error) {
        return error;
      }
    });
    for (const entry of decoded) if (entry.rulebook) await this.loadRulebook(entry.rulebook);
    entries.forEach((bytes, i) => this.addEntry(bytes, decoded[i]));
    this.checkTile(0, index, width, tile);
    return true;
  }

  addEntry(bytes, entry) {
    const index = this.tree.size;
    const leaf = hashLeaf(bytes);
    this.tree.add(leaf);
    this.checkRemembered();
    this.addHash(0, leaf);
    if (entry instanceof Error) this.replay.addUnreadable(index, entry);
    else this.replay.add(index, entry, leaf);
    if (entry.type === 'key_changed') this.keyChanges.push(entry.key);
  }

  addHash(level, hash) {
    const above = this.levels[level].add(hash);
    if (above === null) return;
    this.levels[level].filled = { index: this.levels[level].index, bytes: this.levels[level].bytes() };
    this.levels[level].next();
    if (!this.levels[level + 1]) this.levels.push(new TileLevel());
    if (level > 0) this.upper.push({ level, ...this.levels[level].filled });
    this.addHash(level + 1, above);
  }

  upper = []; // full tiles above the lowest level, checked at the end

  checkTile(level, index, width, tile) {
    const path = tilePath(level, index, width);
    if (tile.bytes === null) return this.find('tiles', `${path} cannot be had`);
    const lowest = this.levels[level];
    const own = width === TILE_WIDTH ? lowest.filled.bytes : lowest.bytes();
    const isLong = tile.isFull ? tile.bytes.length === 32 * TILE_WIDTH : tile.bytes.length === 32 * width;
    if (!isLong) return this.find('tiles', `${path} is ${tile.bytes.length} bytes long`);
    for (let at = 0; at < own.length; at += 32) {
      if (isEqual(own.subarray(at, at + 32), tile.bytes.subarray(at, at + 32))) continue;
      const entry = level === 0 ? index * TILE_WIDTH + at / 32 : null;
      return this.find('tiles', `${path} does not fit the entries${entry === null ? '' : `: entry ${entry}`}`, entry);
    }
    return undefined;
  }

  async checkUpperTiles() {
    for (const one of this.upper) await this.checkUpperTile(one.level, one.index, TILE_WIDTH, one.bytes);
    for (let level = 1; level < this.levels.length; level++) {
      const width = this.levels[level].hashes.length;
      if (width > 0) await this.checkUpperTile(level, this.levels[level].index, width, this.levels[level].bytes());
    }
    return true;
  }

  async checkUpperTile(level, index, width, own) {
    const tile = await this.readTile(level, index, width);
    const path = tilePath(level, index, width);
    if (tile.bytes === null) return this.find('tiles', `${path} cannot be had`);
    const shown = tile.isFull ? tile.bytes.subarray(0, own.length) : tile.bytes;
    if (!isEqual(shown, own)) this.find('tiles', `${path} does not fit the entries`);
    return undefined;
  }

  toRemember() {
    return { origin: this.checkpoint.origin, size: this.checkpoint.size, root: toHex(this.checkpoint.root), vkey: this.key.text };
  }

  // ── the whole ──────────────────────────────────────────────────────────────────────────────────────────────

  async run() {
    await this.readHead();
    this.checkMemory();
    const isWhole = await this.walk();
    if (isWhole && !isEqual(this.tree.root(), this.checkpoint.root)) {
      this.find('tiles', `the ${this.tree.size} entries do not make the root that the checkpoint signs`);
    }
    if (isWhole) this.checkKey();
    const replay = this.replay.finish();
    const findings = [...this.findings, ...replay.findings];
    const isStopped = this.isStopped();
    return {
      verdict: findings.length > 0 ? 'findings' : isStopped ? 'stopped' : this.signature === 'valid' ? 'holds' : 'holds_unsigned',
      origin: this.checkpoint.origin, size: this.checkpoint.size, root: toBase64(this.checkpoint.root), vkey: this.key.text,
      signature: this.signature, notes: this.notes, ...replay, findings,
      findingCount: this.findings.length + replay.findingCount,
      memory: isStopped || findings.some((one) => DOUBTS_HISTORY.has(one.rule)) ? null : this.toRemember(),
    };
  }
}

/**
 * `read(path)`: the bytes of a file below the ledger's folder, or null where there is none. `loadYaml(text)`: see
 * law/pack.js. `memory`: what an earlier report gave as `memory`, or null. Rejects when a file that everything hangs on
 * cannot be read; what is wrong with a ledger that can be read is in `findings`.
 */
export function audit(options) {
  return new Audit(options).run();
}
