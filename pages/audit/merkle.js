// SPDX-License-Identifier: Apache-2.0
// merkle.js — the tree of RFC 6962, built leaf by leaf, and its two proofs (RFC 9162, 2.1.3.2 and 2.1.4.2).
import { isEqual } from './bytes.js';
import { sha256 } from './sha256.js';

const PAIR = new Uint8Array(64);

export const hashLeaf = (entry) => sha256(entry, 0);

export function hashNode(left, right) {
  PAIR.set(left, 0);
  PAIR.set(right, 32);
  return sha256(PAIR, 1);
}

/** The right edge of a growing tree: one hash for each bit of its size. Memory does not grow with the tree. */
export class GrowingTree {
  constructor() {
    this.size = 0;
    this.edge = []; // complete subtrees, the largest first
  }

  add(leafHash) {
    let hash = leafHash;
    for (let size = this.size; size % 2 === 1; size = Math.floor(size / 2)) hash = hashNode(this.edge.pop(), hash);
    this.edge.push(hash);
    this.size++;
  }

  root() {
    if (this.size === 0) return sha256(new Uint8Array(0));
    return this.edge.reduceRight((right, left) => hashNode(left, right));
  }
}

const half = (n) => Math.floor(n / 2);
const isOdd = (n) => n % 2 === 1;

/** Is `leaf` at `index` of the tree of `size` with this root? */
export function checkInclusion(index, size, leaf, proof, root) {
  if (!(index >= 0 && index < size)) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const one of proof) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      hash = hashNode(one, hash);
      while (!isOdd(fn) && fn > 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = hashNode(hash, one);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && isEqual(hash, root);
}

/** Is the tree of `newSize` the tree of `oldSize` with something added? Nothing is proved about an empty old tree. */
export function checkConsistency(oldSize, newSize, oldRoot, newRoot, proof) {
  if (!(oldSize >= 1 && oldSize <= newSize)) return false;
  if (oldSize === newSize) return proof.length === 0 && isEqual(oldRoot, newRoot);
  const isPowerOfTwo = Number.isInteger(Math.log2(oldSize));
  const path = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let oldHash = path[0];
  let newHash = path[0];
  for (const one of path.slice(1)) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      oldHash = hashNode(one, oldHash);
      newHash = hashNode(one, newHash);
      while (!isOdd(fn) && fn > 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      newHash = hashNode(newHash, one);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && isEqual(oldHash, oldRoot) && isEqual(newHash, newRoot);
}
