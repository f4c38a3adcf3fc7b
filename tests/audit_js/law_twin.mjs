#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Two readings of the law, one in C++ and one in JavaScript, asked about the same random notices: every receipt, start,
// deadline, state and defect must be the same.
//
//   tests/audit_js/law_twin.mjs [--count N] [--seed S] [--processes P] [--strange 1]
//
// With --strange the packs are not the shipped ones but variations of them, other ones for each thousand notices; every
// second thousand switches on what is off by itself. Prints each difference with its seed and its facts; exit 1 when there is one.
// Starts at seed 1 unless told: the same run every time in the tests, another one for whoever wants to search. A million take some minutes.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { BINARY, STATUTES, choices, readPacks } from './library.mjs';
import { FactsMaker } from './law_facts.mjs';
import { writeStrangePacks } from './strange_packs.mjs';
import { isOn } from '../../pages/audit/law/rulebook.js';
import { evaluate } from '../../pages/audit/law/evaluate.js';
import { defectsOf } from '../../pages/audit/law/notice.js';

const SHOWN_MAX = 10;

function optionsOf(words) {
  const options = { count: 2000, seed: 1, processes: 2, strange: 0 };
  for (let i = 0; i < words.length; i += 2) options[words[i].replace(/^--/, '')] = Number(words[i + 1]);
  return options;
}

const instant = (text) => (text === undefined || text === null ? null : Date.parse(text));

/** The facts of `policy explain` as the browser's reading takes them. */
export function factsOf(json) {
  const given = [json.sent_at, json.entered_at, json.retrieved_at].find((one) => one !== undefined);
  const order = json.order && {
    court: Boolean(json.order.court), authorised: Boolean(json.order.authorised_in_writing),
    saysWhy: Boolean(json.order.reasons), rank: json.order.rank ?? '', issuer: json.order.issuer ?? '',
    legalBasis: json.order.legal_basis ?? '', provision: json.order.provision ?? '', urlCount: json.order.urls?.length ?? 0,
  };
  return {
    channel: json.channel, complainant: json.complainant ?? 'none', harm: json.harm, limbs: json.limbs ?? [],
    jurisdictions: json.jurisdictions, medium: json.medium ?? 'designated', order: order ?? null,
    sentAt: instant(given), enteredAt: instant(json.entered_at), retrievedAt: instant(json.retrieved_at),
    then: (json.then ?? []).map((one) => ({ at: instant(one.at), what: one.what, until: instant(one.until) }))
      .sort((a, b) => a.at - b.at),
  };
}

const show = (ms) => (ms === null ? 'none' : new Date(ms).toISOString());

function lineOf(clock) {
  return `${clock.id} ${show(clock.startsAt)} → ${show(clock.dueAt)} ${clock.state}${clock.isTarget ? ' target' : ''}`
    + ` in ${[...clock.territory].sort().join(',')}`;
}

export function compare(json, answer, rulebook) {
  const facts = factsOf(json);
  const mine = evaluate(rulebook, facts, instant(json.now));
  const theirs = answer.duties.filter((one) => one.triggered).map((one) => lineOf({
    id: one.id, startsAt: instant(one.starts_at), dueAt: instant(one.due_at), state: one.state, isTarget: one.is_target,
    territory: one.territory,
  }));
  const ours = mine.clocks.map(lineOf);
  const differences = [];
  if (show(mine.receivedAt) !== show(instant(answer.received_at)) && mine.packs.length > 0) {
    differences.push(`received: C++ ${answer.received_at}, JavaScript ${show(mine.receivedAt)}`);
  }
  for (const line of theirs) if (!ours.includes(line)) differences.push(`only C++:        ${line}`);
  for (const line of ours) if (!theirs.includes(line)) differences.push(`only JavaScript: ${line}`);
  const defects = defectsOf(mine.packs, facts).join(' ');
  const theirDefects = answer.order_defects.map((one) => one.check).join(' ');
  if (defects !== theirDefects) differences.push(`defects: C++ '${theirDefects}', JavaScript '${defects}'`);
  return { differences, clocks: ours.length };
}

function ask(lines, folder, enabled) {
  return new Promise((resolve, reject) => {
    const words = ['policy', 'explain', '--facts', '-', '--json', '--lines', '--statutes', folder];
    if (enabled.length > 0) words.push('--enable', ...enabled);
    const child = spawn(BINARY, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts).toString().trimEnd().split('\n').map((line) => JSON.parse(line)));
      else reject(new Error(`redress policy explain: exit ${code}`));
    });
    child.stdin.end(`${lines.join('\n')}\n`);
  });
}

async function main() {
  const options = optionsOf(process.argv.slice(2));
  const maker = new FactsMaker(STATUTES);
  const shipped = readPacks();
  const offByItself = [...shipped.values()].flatMap((pack) => pack.duties).filter((duty) => !isOn(duty, choices()));
  const batch = 1000;
  let next = options.seed;
  const end = options.seed + options.count;
  let different = 0;
  let clocks = 0;
  const work = async () => {
    while (next < end) {
      const from = next;
      const seeds = Array.from({ length: Math.min(batch, end - from) }, (_, i) => from + i);
      next = from + seeds.length;
      const folder = options.strange ? writeStrangePacks(STATUTES, from) : STATUTES;
      const enabled = Math.floor(from / batch) % 2 === 1 ? offByItself.map((duty) => duty.id) : [];
      const rulebook = { packs: options.strange ? readPacks(folder) : shipped, choices: choices(enabled) };
      const facts = seeds.map((seed) => maker.make(seed, [...rulebook.packs.values()]));
      const answers = await ask(facts.map((one) => JSON.stringify(one)), folder, enabled);
      if (options.strange) rmSync(folder, { recursive: true });
      facts.forEach((one, i) => {
        const found = compare(one, answers[i], rulebook);
        clocks += found.clocks;
        if (found.differences.length === 0) return;
        if (different++ < SHOWN_MAX) console.log(`seed ${seeds[i]}: ${JSON.stringify(one)}\n  ${found.differences.join('\n  ')}`);
      });
    }
  };
  await Promise.all(Array.from({ length: options.processes }, work));
  console.log(`${options.count} notices from seed ${options.seed}, ${clocks} clocks, ${different} with a difference`);
  process.exit(different === 0 ? 0 : 1);
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) await main();
