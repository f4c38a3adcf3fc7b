// SPDX-License-Identifier: Apache-2.0
// sha256.js — FIPS 180-4, synchronous: a ledger is hashed in millions of small pieces, and WebCrypto answers each of them
// with a promise, sixty times slower than this.

// The first 32 bits of the fractional parts of the square and cube roots of the first primes, computed rather than
// copied: each is a whole number of 2^-32, and BigInt takes roots without rounding.
function primes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

function integerRoot(value, degree) {
  let low = 0n;
  let high = 1n << 48n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const fraction = (prime, degree) => Number(integerRoot(BigInt(prime) << (32n * degree), degree) & 0xffffffffn) | 0;

const START = Int32Array.from(primes(8), (prime) => fraction(prime, 2n));
const ROUND = Int32Array.from(primes(64), (prime) => fraction(prime, 3n));
const WORDS = new Int32Array(64);

function mix(state, bytes, offset) {
  const w = WORDS;
  for (let i = 0, at = offset; i < 16; i++, at += 4) {
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

const STATE = new Int32Array(8);
const TAIL = new Uint8Array(128);

/** The digest of `bytes`, and before them the one byte `prefix` if there is one (Merkle trees hash that way). */
export function sha256(bytes, prefix = -1) {
  STATE.set(START);
  const lead = prefix < 0 ? 0 : 1;
  const total = bytes.length + lead;
  let at = 0;
  if (lead === 1 && bytes.length >= 63) {
    TAIL[0] = prefix;
    TAIL.set(bytes.subarray(0, 63), 1);
    mix(STATE, TAIL, 0);
    at = 63;
  }
  for (; at + 64 <= bytes.length && (lead === 0 || at > 0); at += 64) mix(STATE, bytes, at);

  TAIL.fill(0);
  let length = 0;
  if (lead === 1 && at === 0) TAIL[length++] = prefix;
  TAIL.set(bytes.subarray(at), length);
  length += bytes.length - at;
  TAIL[length++] = 0x80;
  const size = length + 8 <= 64 ? 64 : 128;
  const high = Math.floor(total / 0x20000000);
  const low = (total << 3) >>> 0;
  for (let i = 0; i < 4; i++) {
    TAIL[size - 8 + i] = high >>> (24 - 8 * i);
    TAIL[size - 4 + i] = low >>> (24 - 8 * i);
  }
  for (let done = 0; done < size; done += 64) mix(STATE, TAIL, done);

  const digest = new Uint8Array(32);
  for (let i = 0; i < 8; i++) {
    const word = STATE[i];
    digest[4 * i] = word >>> 24;
    digest[4 * i + 1] = word >>> 16;
    digest[4 * i + 2] = word >>> 8;
    digest[4 * i + 3] = word;
  }
  return digest;
}
