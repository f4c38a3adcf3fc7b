// SPDX-License-Identifier: Apache-2.0
// Hashes, trees, tiles, notes and checkpoints against published vectors and against node's own OpenSSL.
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fromBase64, fromHex, toBase64, toHex } from '../../pages/audit/bytes.js';
import { GrowingTree, checkConsistency, checkInclusion, hashLeaf } from '../../pages/audit/merkle.js';
import { readCheckpoint, readNote, readVerifierKey, verifyNote } from '../../pages/audit/note.js';
import { sha256 } from '../../pages/audit/sha256.js';
import { TileLevel, levelWidths, parseTilePath, readBundle, tilePath } from '../../pages/audit/tiles.js';
import { Chance } from './law_facts.mjs';
import { testData } from './library.mjs';

globalThis.crypto ??= webcrypto;
const vectors = testData('tlog');
const options = { skip: vectors === null ? 'no test data' : false };
const readJson = (name) => JSON.parse(readFileSync(path.join(vectors, name), 'utf8'));
const readLines = (name) => readFileSync(path.join(vectors, name), 'utf8').trimEnd().split('\n');
const list = (proof) => (proof ?? []).map(fromBase64);

function readCheckpointOr(bytes) {
  try {
    return readCheckpoint(readNote(bytes).text);
  } catch {
    return null;
  }
}

async function isAccepted(read) {
  try {
    await read();
    return true;
  } catch {
    return false;
  }
}

test('Sha256IsThatOfOpenSsl', () => {
  const chance = new Chance(7);
  for (let length = 0; length < 400; length++) {
    const bytes = Uint8Array.from({ length }, () => chance.below(256));
    assert.equal(toHex(sha256(bytes)), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`);
    const prefixed = createHash('sha256').update(Uint8Array.of(1)).update(bytes).digest('hex');
    assert.equal(toHex(sha256(bytes, 1)), prefixed, `${length} bytes after a prefix`);
  }
});

test('InclusionVectors', options, () => {
  let count = 0;
  for (const line of readLines('merkle-inclusion.jsonl')) {
    const one = JSON.parse(line);
    const hashes = [one.leafHash, one.root].map((text) => fromBase64(text ?? ''));
    const isOk = hashes.every((hash) => hash.length === 32) && checkInclusion(one.leafIdx, one.treeSize, hashes[0], list(one.proof), hashes[1]);
    assert.equal(isOk, !one.wantErr, one.src);
    count++;
  }
  assert.ok(count >= 50);
});

test('ConsistencyVectors', options, () => {
  for (const line of readLines('merkle-consistency.jsonl')) {
    const one = JSON.parse(line);
    const isOk = checkConsistency(one.size1, one.size2, fromBase64(one.root1 ?? ''), fromBase64(one.root2 ?? ''), list(one.proof));
    assert.equal(isOk, !one.wantErr, one.src);
  }
});

test('EightLeaves', options, () => {
  const known = readJson('rfc6962-8leaf.json');
  const tree = new GrowingTree();
  assert.equal(toHex(tree.root()), known.empty_root);
  known.leaves_hex.forEach((leaf, i) => {
    tree.add(hashLeaf(fromHex(leaf)));
    assert.equal(toHex(tree.root()), known.roots_hex[i]);
  });
  for (const one of known.inclusion) {
    const leaf = hashLeaf(fromHex(known.leaves_hex[one.index]));
    assert.ok(checkInclusion(one.index, one.size, leaf, one.proof.map(fromHex), fromHex(known.roots_hex[one.size - 1])));
  }
});

function alphaEntry(salt, index) {
  const s = createHash('sha256').update(`${salt}/${index}`).digest();
  const length = ((s[0] << 8) | s[1]) % 601;
  const parts = [];
  for (let i = 0; 32 * i < length; i++) parts.push(createHash('sha256').update(s).update(Uint8Array.of(i)).digest());
  return new Uint8Array(Buffer.concat(parts).subarray(0, length));
}

test('SeventyThousandEntries', options, () => {
  const known = readJson('gen-alpha.json');
  const tree = new GrowingTree();
  const levels = [new TileLevel()];
  const tiles = new Map();
  const add = (level, hash) => {
    levels[level] ??= new TileLevel();
    const above = levels[level].add(hash);
    // The published digests name every width of the last tiles.
    if (above === null && tree.size > 65_536) tiles.set(tilePath(level, levels[level].index, levels[level].hashes.length), levels[level].bytes());
    if (above === null) return;
    tiles.set(tilePath(level, levels[level].index), levels[level].bytes());
    levels[level].next();
    add(level + 1, above);
  };
  for (let i = 0; i < 70_000; i++) {
    const entry = alphaEntry(known.salt, i);
    if (i < known.first_entries_hex.length) assert.equal(toHex(entry), known.first_entries_hex[i]);
    const leaf = hashLeaf(entry);
    tree.add(leaf);
    add(0, leaf);
    const root = known.roots[tree.size];
    if (root) assert.equal(toBase64(tree.root()), root, `size ${tree.size}`);
  }
  levels.forEach((level, i) => {
    if (level.hashes.length > 0) tiles.set(tilePath(i, level.index, level.hashes.length), level.bytes());
  });
  const digests = Object.entries(known).find(([name]) => name.startsWith('tiles_'))[1];
  for (const [name, digest] of Object.entries(digests)) {
    assert.ok(tiles.has(name), `${name} is made`);
    assert.ok(String(digest).endsWith(createHash('sha256').update(tiles.get(name)).digest('hex')), name);
  }
  for (const one of known.inclusion) {
    assert.ok(checkInclusion(one.Index, one.Size, fromBase64(one.LeafHash), list(one.Proof), fromBase64(one.Root)));
  }
  for (const one of known.consistency) {
    assert.ok(checkConsistency(one.Old, one.New, fromBase64(one.OldRoot), fromBase64(one.NewRoot), list(one.Proof)));
    if (one.Proof?.length > 0) {
      const bent = list(one.Proof);
      bent[0][5] ^= 1;
      assert.ok(!checkConsistency(one.Old, one.New, fromBase64(one.OldRoot), fromBase64(one.NewRoot), bent));
    }
  }
});

test('TilePaths', options, () => {
  const known = readJson('tile-paths.json');
  for (const one of known.good) {
    assert.equal(tilePath(one.level, one.index, one.width), one.path);
    assert.deepEqual(parseTilePath(one.path), { level: one.level, index: one.index, width: one.width });
  }
  for (const one of known.bad) assert.throws(() => parseTilePath(one), undefined, one);
  for (const [size, levels] of Object.entries(known.levels)) {
    for (const [level, widths] of Object.entries(levels)) assert.deepEqual(levelWidths(Number(size), Number(level)), widths);
  }
});

test('Notes', options, async () => {
  const known = readJson('note-vectors.json');
  for (const one of known.good) {
    const signed = await verifyNote(readNote(Buffer.from(one.note)), [readVerifierKey(one.vkey)]);
    assert.equal(signed[0].key.text, one.vkey);
  }
  for (const one of known.bad_vkeys) assert.throws(() => readVerifierKey(one), undefined, one);
  const pq = readJson('mldsa44-checkpoint.json');
  const text = pq.add_checkpoint_request.replace(/^old 0\n\n/, '');
  assert.equal(readNote(Buffer.from(text)).signatures[0].blob.length >= 2420, true, 'a post-quantum signature has room');
});

test('CheckpointCases', options, async () => {
  const known = readJson('gen-alpha.json');
  const keys = [readVerifierKey(known.log_vkey)];
  for (const one of readJson('checkpoint-cases-alpha.json').cases) {
    const bytes = fromBase64(one.note_b64);
    const isNote = await isAccepted(() => verifyNote(readNote(bytes), keys));
    const isCheckpoint = isNote && readCheckpointOr(bytes)?.origin === keys[0].name;
    assert.equal(isCheckpoint, one.checkpoint_expected_ok, `${one.name}: ${one.why}`);
    if (one.note_open_ok === false) assert.equal(isNote, false, `${one.name}: ${one.why}`);
  }
});

test('CosignedCheckpoints', options, async () => {
  const known = readJson('gen-alpha.json');
  const keys = [known.log_vkey, known.witness_vkey].map(readVerifierKey);
  for (const [size, text] of Object.entries(known.checkpoints_cosigned)) {
    const note = readNote(Buffer.from(text));
    const signed = await verifyNote(note, keys);
    assert.equal(signed.length, 2);
    assert.ok(signed[1].time > 1_600_000_000);
    const checkpoint = readCheckpoint(note.text);
    assert.equal(checkpoint.size, Number(size));
    assert.equal(toBase64(checkpoint.root), known.roots[size]);
    const bent = text.replace(/= *\n$/, 'A\n').replace(`\n${size}\n`, `\n${Number(size) + 1}\n`);
    assert.equal(await isAccepted(() => verifyNote(readNote(Buffer.from(bent)), keys)), false);
  }
});

test('ARealLogOfAnotherProgram', options, async () => {
  const folder = path.join(vectors, 'tessera-log');
  const key = readVerifierKey(readFileSync(path.join(folder, 'vkey'), 'utf8').trim());
  for (let size = 1; size <= 8; size++) {
    const note = readNote(readFileSync(path.join(folder, `checkpoint.${size}`)));
    await verifyNote(note, [key]);
    const tree = new GrowingTree();
    const bundle = readBundle(readFileSync(path.join(folder, tilePath('entries', 0, size))), size);
    bundle.forEach((entry) => tree.add(hashLeaf(entry)));
    assert.equal(toHex(tree.root()), toHex(readCheckpoint(note.text).root));
  }
  const mirror = path.join(vectors, 'sunlight-mirror');
  const cosigner = readVerifierKey(readFileSync(path.join(mirror, 'vkey'), 'utf8').trim());
  const note = readNote(readFileSync(path.join(mirror, 'checkpoint')));
  assert.equal((await verifyNote(note, [cosigner]))[0].time, 1767139200);
  const tree = new GrowingTree();
  for (const name of ['tile/0/000', 'tile/0/001.p/44']) {
    const bytes = readFileSync(path.join(mirror, name));
    for (let at = 0; at < bytes.length; at += 32) tree.add(new Uint8Array(bytes.subarray(at, at + 32)));
  }
  assert.equal(toHex(tree.root()), toHex(readCheckpoint(note.text).root));
  assert.ok(existsSync(mirror) && readdirSync(mirror).length > 0);
});
