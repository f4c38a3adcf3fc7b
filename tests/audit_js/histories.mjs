#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Whole random histories of the real core, replayed by the browser's auditor: what is true has no finding, and each lie
// that the program's own auditor finds is found here too.
//
//   REDRESS_WRITE_HISTORIES=BINARY tests/audit_js/histories.mjs [--count N] [--seed S]   # from seed 1 unless told
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decodeEntry } from '../../pages/audit/entry.js';
import { hashLeaf } from '../../pages/audit/merkle.js';
import { readPack } from '../../pages/audit/law/pack.js';
import { readRulebookDocument } from '../../pages/audit/law/rulebook.js';
import { Replay } from '../../pages/audit/replay.js';
import { ROOT, loadYaml } from './library.mjs';

const SHOWN_MAX = 8;
const BATCH = 50;

function optionsOf(words) {
  const options = { count: 200, seed: 1 };
  for (let i = 0; i < words.length; i += 2) options[words[i].replace(/^--/, '')] = Number(words[i + 1]);
  return options;
}

function readRulebook(folder) {
  const text = readFileSync(path.join(folder, 'rulebook.json'), 'utf8');
  const document = readRulebookDocument(text);
  const packs = new Map();
  for (const [name, hash] of document.packHashes) {
    packs.set(name, readPack(readFileSync(path.join(folder, `statutes/${hash}.yaml`), 'utf8'), loadYaml));
  }
  return { hash: createHash('sha256').update(text).digest('hex'), rulebook: { ...document, packs } };
}

function* entriesOf(file) {
  const bytes = new Uint8Array(readFileSync(file));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length;) {
    const size = view.getUint32(at);
    yield bytes.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
}

function replay(file, { hash, rulebook }) {
  const run = new Replay((wanted) => (wanted === hash ? rulebook : null));
  let index = 0;
  for (const bytes of entriesOf(file)) run.add(index++, decodeEntry(bytes), hashLeaf(bytes));
  const report = run.finish();
  // These histories have no heartbeat.
  const findings = report.findings.filter((one) => one.rule !== 'silence');
  return { ...report, findings, findingCount: findings.length };
}

function show(file, report) {
  console.log(`${path.basename(file)}: ${report.findingCount} findings`);
  for (const one of report.findings.slice(0, 4)) console.log(`  entry ${one.index} ${one.rule}: ${one.what}`);
}

const options = optionsOf(process.argv.slice(2));
const counts = { entries: 0, clocks: 0, wrong: 0, lies: new Map() };
for (let seed = options.seed; seed < options.seed + options.count; seed += BATCH) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'redress-histories-'));
  try {
    const some = Math.min(BATCH, options.seed + options.count - seed);
    execFileSync(process.env.REDRESS_WRITE_HISTORIES, [folder, String(seed), String(some)], { cwd: ROOT, stdio: 'inherit' });
    const law = readRulebook(folder);
    for (const name of readdirSync(folder).filter((one) => /^[0-9]+\./.test(one)).sort()) {
      const file = path.join(folder, name);
      const report = replay(file, law);
      const [, lie] = name.split(/\.(.*)/s);
      const isTruth = lie === 'truth';
      if (isTruth) {
        counts.entries += report.entries;
        for (const row of report.duties) counts.clocks += row.met + row.missed + row.void + row.running + row.paused;
      } else {
        const told = counts.lies.get(lie) ?? { told: 0, found: 0 };
        counts.lies.set(lie, told);
        told.told++;
        if (report.findingCount > 0) told.found++;
      }
      if (isTruth === (report.findingCount === 0)) continue;
      if (counts.wrong++ < SHOWN_MAX) show(file, report);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
console.log(`${options.count} histories from seed ${options.seed}: ${counts.entries} entries, ${counts.clocks} clocks, ${counts.wrong} judged wrongly`);
for (const [lie, { told, found }] of [...counts.lies].sort()) console.log(`  ${lie}: found ${found} of ${told}`);
process.exit(counts.wrong === 0 ? 0 : 1);
