// SPDX-License-Identifier: Apache-2.0
// Packs as no legislature wrote them: the shipped rows with other zones, lengths, calendars and rules of moving, so that
// the two readings are compared where today's statutes do not go.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chance } from './law_facts.mjs';

// Zones whose rules have not changed since 2022, half hours, whole days skipped and 30-minute summers among them.
const ZONES = ['America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'America/New_York', 'Europe/Dublin',
  'Pacific/Auckland', 'America/Santiago', 'Asia/Kolkata', 'Africa/Johannesburg', 'Pacific/Chatham', 'America/Sao_Paulo'];
const LENGTHS = ['P1D', 'P3D', 'P2W', 'P1M', 'P3M', 'P1Y', 'P1DT12H', 'P1M15D', 'P30D', 'P11M', 'P180D', 'P5DT1H30M'];
const WEEKENDS = ['[saturday, sunday]', '[sunday]', '[friday, saturday]'];
const HOLIDAYS = '2026-01-01, 2026-03-09, 2026-03-30, 2026-05-25, 2026-11-02, 2026-12-25, 2027-01-01';

function strangeDuty(text, chance) {
  let duty = text;
  if (/\n {2}calendar: (calendar_days|business_days)\n/.test(duty) && !/clock_kind: periodic/.test(duty)) {
    duty = duty.replace(/\n {2}clock: P[^T\n]*\n/, `\n  clock: ${chance.pick(LENGTHS)}\n`);
    const calendar = chance.chance(0.4) ? 'business_days' : 'calendar_days';
    duty = duty.replace(/\n {2}calendar: [a-z_]+\n/, `\n  calendar: ${calendar}\n${chance.chance(0.3) ? '  day_end: true\n' : ''}`);
  }
  if (!duty.includes('clock_kind: hard_max')) return duty;
  const extra = [];
  if (!duty.includes('restart_on:') && chance.chance(0.3)) extra.push(`restart_on: ${chance.pick(['[clarification]', '[impossibility]', '[clarification, impossibility]'])}`);
  if (!duty.includes('merits_exit:') && chance.chance(0.2)) extra.push('merits_exit: true');
  if (!duty.includes('extension:') && chance.chance(0.4)) extra.push(chance.pick(['extension: {by: notice}', 'extension: {by: authority, max: P2M}', 'extension: {by: notice, max: P10D}']));
  return duty.replace('\n  clock_kind:', `${extra.map((line) => `\n  ${line}`).join('')}\n  clock_kind:`);
}

function strangePack(text, chance) {
  const header = text.replace(/\n {2}zone: [^\n]+/, `\n  zone: ${chance.pick(ZONES)}`)
    .replace(/\n {2}weekend: [^\n]+/, `\n  weekend: ${chance.pick(WEEKENDS)}`);
  const source = /\n {2}([A-Za-z0-9]+): \{?\{title/.exec(header)?.[1] ?? /\nsources:\n {2}([A-Za-z0-9]+):/.exec(header)[1];
  const dated = header.includes('\n  holidays:') ? header
    : header.replace(/\n {2}weekend:/, `\n  holidays: {source: [${source}], days: [${HOLIDAYS}]}\n  weekend:`);
  const begin = dated.indexOf('\nduties:\n') + '\nduties:\n'.length;
  const rest = dated.slice(begin);
  const end = rest.search(/\n[a-z_]+:\n/);
  const duties = (end < 0 ? rest : rest.slice(0, end)).split(/\n(?=- id: )/).map((duty) => strangeDuty(`${duty}\n`, chance));
  return dated.slice(0, begin) + duties.join('') + (end < 0 ? '' : rest.slice(end));
}

/** A new folder of strange packs; the same seed gives the same ones. */
export function writeStrangePacks(statutes, seed) {
  const chance = new Chance(seed);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'redress-packs-'));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(statutes).sort()) {
    if (name.endsWith('.yaml')) writeFileSync(path.join(folder, name), strangePack(readFileSync(path.join(statutes, name), 'utf8'), chance));
  }
  return folder;
}
