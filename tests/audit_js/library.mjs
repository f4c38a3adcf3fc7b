// SPDX-License-Identifier: Apache-2.0
// What the tests of the browser's audit share: where things are, the packs, and how a test tells that it was skipped.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAILSAFE_SCHEMA, load } from '/usr/share/nodejs/js-yaml/dist/js-yaml.mjs';
import { readPack } from '../../pages/audit/law/pack.js';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BINARY = process.env.REDRESS_BINARY ?? path.join(ROOT, 'build/redress');
export const STATUTES = path.join(ROOT, 'statutes');

export const loadYaml = (text) => load(text, { schema: FAILSAFE_SCHEMA });

export function readPacks(folder = STATUTES) {
  const packs = new Map();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.yaml')) continue;
    const pack = readPack(readFileSync(path.join(folder, name), 'utf8'), loadYaml);
    packs.set(pack.jurisdiction, pack);
  }
  return packs;
}

export const choices = (enabled = []) => ({ enabled: new Set(enabled), disabled: new Set(), targets: new Map([['*', 86400]]) });

/** The folder with published test vectors, or null. */
export function testData(folder) {
  const base = process.env.REDRESS_TEST_DATA ?? path.join(ROOT, '../shared/data');
  const found = path.join(base, folder);
  if (existsSync(found)) return found;
  console.log('skipped: no test data');
  return null;
}
