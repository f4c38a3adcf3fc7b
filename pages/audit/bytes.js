// SPDX-License-Identifier: Apache-2.0
// bytes.js — bytes, text and the few encodings that a ledger uses, each read strictly.

export class Refused extends Error {}

/** Throws: what was read is not what its format says. */
export function refuse(what) {
  throw new Refused(what);
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

export const encodeText = (text) => encoder.encode(text);

export function decodeText(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return refuse('the text is not UTF-8');
  }
}

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function isEqual(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i]];
  return text;
}

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) refuse('not lower-case hexadecimal');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toBase64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Standard alphabet, padded, and the only encoding of these bytes: what encodes back to something else is refused. */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) refuse('not base64');
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (toBase64(bytes) !== text) refuse('base64 with bits that mean nothing');
  return bytes;
}

/** Walks over bytes, big-endian; reading past the end is refused. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  take(count) {
    if (count > this.left) refuse('it ends too early');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  u16() {
    this.take(2);
    return this.view.getUint16(this.at - 2);
  }

  u32() {
    this.take(4);
    return this.view.getUint32(this.at - 4);
  }

  /** A signed 64-bit integer; instants lie far within what a number holds exactly, and what does not is refused. */
  i64() {
    this.take(8);
    const value = this.view.getBigInt64(this.at - 8);
    const number = Number(value);
    if (!Number.isSafeInteger(number)) refuse('a number beyond 2^53');
    return number;
  }

  rawI64() {
    this.take(8);
    return this.view.getBigInt64(this.at - 8);
  }
}
