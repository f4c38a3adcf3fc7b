// SPDX-License-Identifier: Apache-2.0
// The fingerprint that a browser makes is the server's, bit for bit: the same pixels, as PNG through `redress
// fingerprint` and as RGBA through pdq.wasm.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { deflateSync } from 'node:zlib';

import { loadPdq } from '../../pages/device/pdq.js';

const binary = process.env.REDRESS_BINARY ?? 'build/redress';
const wasm = readFileSync(process.env.REDRESS_PDQ_WASM ?? 'build/src/server/pdq.wasm');
const folder = mkdtempSync(join(tmpdir(), 'redress-device-'));
after(() => rmSync(folder, { recursive: true }));

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function writePng(path, width, height, rgba) {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) rgba.copy(rows, y * (1 + 3 * width) + 1 + 3 * x, 4 * (y * width + x), 4 * (y * width + x) + 3);
  }
  writeFileSync(path, Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]));
}

let seed = Number(process.env.REDRESS_SEED ?? 20261122);
console.log(`seed ${seed}`);
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

// Patches of colour, so that the hash has something to say, and some noise over them.
function makePicture(width, height) {
  const rgba = Buffer.alloc(4 * width * height, 255);
  for (let patch = 0; patch < 24; ++patch) {
    const colour = [random(256), random(256), random(256)];
    const left = random(width), top = random(height);
    const right = Math.min(width, left + 1 + random(width)), bottom = Math.min(height, top + 1 + random(height));
    for (let y = top; y < bottom; ++y) {
      for (let x = left; x < right; ++x) colour.forEach((value, i) => { rgba[4 * (y * width + x) + i] = value ^ random(8); });
    }
  }
  return rgba;
}

test('the same pixels give the same hash and quality as the native kernel', async () => {
  const { hash } = await loadPdq(wasm);
  const sizes = [[5, 5], [64, 64], [63, 129], [512, 512], [1500, 900]];
  while (sizes.length < 40) sizes.push([5 + random(700), 5 + random(700)]);
  let distinct = new Set();
  for (const [width, height] of sizes) {
    const rgba = makePicture(width, height);
    const path = join(folder, 'picture.png');
    writePng(path, width, height, rgba);
    const native = JSON.parse(execFileSync(binary, ['fingerprint', path], { encoding: 'utf8' }));
    const ours = hash(width, height, (y) => rgba.subarray(4 * width * y, 4 * width * (y + 1)));
    assert.deepEqual(ours, { hash: native.pdq, quality: native.pdq_quality }, `${width} x ${height}`);
    distinct.add(ours.hash);
  }
  assert.equal(distinct.size, sizes.length, 'every picture has a hash of its own');
});

test('sizes that cannot be hashed are refused, and the next picture is hashed all the same', async () => {
  const { hash } = await loadPdq(wasm);
  const row = new Uint8Array(4 * 16385);
  assert.equal(hash(0, 5, () => row), null);
  assert.equal(hash(16385, 1, () => row), null);
  assert.equal(hash(1, 16385, () => row), null);
  const small = hash(4, 4, () => row.subarray(0, 16));
  assert.deepEqual(small, { hash: '0'.repeat(64), quality: 0 });
});
