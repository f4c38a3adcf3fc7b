// SPDX-License-Identifier: Apache-2.0
// note.js — C2SP signed notes and checkpoints, read strictly; Ed25519 by the browser's own WebCrypto.
import { concat, decodeText, encodeText, fromBase64, isEqual, refuse, toHex } from './bytes.js';
import { sha256 } from './sha256.js';

const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURE_COUNT_MAX = 100;
const ED25519 = 1;
const COSIGNATURE_V1 = 4;
const SIGNATURE_LINE = /^\u2014 ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})$/u;

const isName = (name) => name !== '' && !/[\s+\u0085]/u.test(name);

function keyId(name, typed) {
  return sha256(concat(encodeText(`${name}\n`), typed)).subarray(0, 4);
}

/** `<name>+<8 hexadecimal digits>+<base64 of the type and the key>` */
export function readVerifierKey(text) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text);
  if (!parts || !isName(parts[1])) refuse('not a verifier key');
  const typed = fromBase64(parts[3]);
  if (toHex(keyId(parts[1], typed)) !== parts[2]) refuse('the verifier key does not fit its number');
  const type = typed[0];
  const isKnown = type === ED25519 || type === COSIGNATURE_V1;
  if (!isKnown || typed.length !== 33) refuse('a verifier key of an unknown kind');
  return { name: parts[1], id: parts[2], type, key: typed.slice(1), text };
}

/** Splits a note at its last empty line. Says nothing about who signed it. */
export function readNote(bytes) {
  if (bytes.length > NOTE_BYTES_MAX) refuse('the note is too long');
  const whole = decodeText(bytes);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/u.test(whole)) refuse('the note holds a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) refuse('not a signed note');
  const text = whole.slice(0, split + 1);
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > SIGNATURE_COUNT_MAX) refuse('the note has too many signatures');
  const signatures = lines.map((line) => {
    const parts = SIGNATURE_LINE.exec(line);
    if (!parts || !isName(parts[1])) refuse('a line of signature is not one');
    const blob = fromBase64(parts[2]);
    if (blob.length < 5) refuse('a signature is too short');
    return { name: parts[1], id: toHex(blob.subarray(0, 4)), blob: blob.subarray(4) };
  });
  return { text, signatures };
}

/** Can this browser check Ed25519? Chromium since 137, Firefox since 129, Safari since 17. */
export async function canVerify() {
  try {
    const key = new Uint8Array(32);
    key[0] = 1;
    await importKey(key);
    return true;
  } catch {
    return false;
  }
}

const importKey = (key) => globalThis.crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);

async function isSignedBy(key, message, signature) {
  if (signature.length !== 64) return false;
  return globalThis.crypto.subtle.verify({ name: 'Ed25519' }, await importKey(key), signature, message);
}

function signedMessage(note, signature, key) {
  if (key.type === ED25519) return { message: encodeText(note.text), signature: signature.blob };
  if (signature.blob.length !== 72) return { message: new Uint8Array(0), signature: new Uint8Array(0) };
  const time = new DataView(signature.blob.buffer, signature.blob.byteOffset, 8).getBigUint64(0);
  const message = encodeText(`cosignature/v1\ntime ${time}\n${note.text}`);
  return { message, signature: signature.blob.subarray(8), time };
}

/**
 * Which of these keys signed the note? A key that is known and whose signature is wrong refuses the whole note; so does
 * a note that none of them signed. A signature by a key nobody named is left alone.
 */
export async function verifyNote(note, keys) {
  const seen = new Map();
  for (const signature of note.signatures) {
    const key = keys.find((one) => one.name === signature.name && one.id === signature.id);
    if (!key || seen.has(key.text)) continue;
    const signed = signedMessage(note, signature, key);
    if (!(await isSignedBy(key.key, signed.message, signed.signature))) refuse(`the signature of ${key.name} is wrong`);
    seen.set(key.text, { key, time: signed.time === undefined ? null : Number(signed.time) });
  }
  if (seen.size === 0) refuse('signed by no key that is known here');
  return [...seen.values()];
}

/** `<origin>\n<size>\n<base64 root>\n`, and perhaps further lines, none of them empty. */
export function readCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.some((line) => line === '')) refuse('not a checkpoint');
  const [origin, digits, root64] = lines;
  if (!/^(0|[1-9][0-9]*)$/.test(digits)) refuse('the size of the checkpoint is not a number');
  const size = Number(digits);
  if (!Number.isSafeInteger(size)) refuse('the size of the checkpoint is beyond 2^53');
  const root = fromBase64(root64);
  if (root.length !== 32) refuse('the root of the checkpoint is not 32 bytes');
  return { origin, size, root };
}

export const isSameRoot = (a, b) => a.size === b.size && isEqual(a.root, b.root);
