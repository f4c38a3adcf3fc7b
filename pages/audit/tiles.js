// SPDX-License-Identifier: Apache-2.0
// tiles.js — C2SP tlog-tiles: where a tile lies, which tiles a tree of some size has, and what an entry bundle holds.
import { Reader, refuse } from './bytes.js';
import { hashNode } from './merkle.js';

export const TILE_WIDTH = 256;

function renderIndex(index) {
  let text = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    text = `x${String(rest % 1000).padStart(3, '0')}/${text}`;
  }
  return text;
}

/** `level` is a number, or 'entries' for a bundle. A tile that is not full has its width in its name. */
export function tilePath(level, index, width = TILE_WIDTH) {
  return `tile/${level}/${renderIndex(index)}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

export function parseTilePath(path) {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (!match) refuse('not the path of a tile');
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = Number(match[2].replace(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  if (level > 63 || width < 1 || (match[3] !== undefined && width >= TILE_WIDTH)) refuse('not the path of a tile');
  // One tile has one path: leading zeroes and empty groups give another one back.
  if (tilePath(level, index, width) !== path) refuse('not the path of a tile');
  return { level, index, width };
}

/** The tiles of one level of a tree: how many are full, and how wide the last one is if it is not. */
export function levelWidths(size, level) {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH };
}

/** The entries of a bundle: each has its length before it, in two bytes. */
export function readBundle(bytes, width) {
  const reader = new Reader(bytes);
  const entries = [];
  while (reader.left > 0) entries.push(reader.take(reader.u16()));
  if (entries.length !== width) refuse(`a bundle of ${entries.length} entries instead of ${width}`);
  return entries;
}

/** Collects the hashes of one level and gives those of the next: one for every 256. */
export class TileLevel {
  constructor() {
    this.index = 0;
    this.hashes = [];
  }

  /** Returns the root of the tile that became full, or null. */
  add(hash) {
    this.hashes.push(hash);
    if (this.hashes.length < TILE_WIDTH) return null;
    let row = this.hashes;
    while (row.length > 1) {
      const above = [];
      for (let i = 0; i < row.length; i += 2) above.push(hashNode(row[i], row[i + 1]));
      row = above;
    }
    return row[0];
  }

  /** The bytes that this tile must have. */
  bytes() {
    const bytes = new Uint8Array(32 * this.hashes.length);
    this.hashes.forEach((hash, i) => bytes.set(hash, 32 * i));
    return bytes;
  }

  next() {
    this.index++;
    this.hashes = [];
  }
}
