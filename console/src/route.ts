// SPDX-License-Identifier: Apache-2.0
// Who takes what: the order of the queue as this person meets it, and the case that comes next.
import type { Row } from './client';

export interface Reader {
  user: string;
  languages: readonly string[]; // empty: reads all
  passed: ReadonlySet<string>; // skipped, or refused for a conflict of interest
}

export function reads(reader: Reader, language: string): boolean {
  const primary = language.split('-')[0] ?? '';
  return reader.languages.length === 0 || reader.languages.includes(primary);
}

// What one can read comes first; within each half the queue's own order stays.
export function route(rows: readonly Row[], reader: Reader): Row[] {
  return [...rows.filter((row) => reads(reader, row.language)), ...rows.filter((row) => !reads(reader, row.language))];
}

export function isFree(row: Row, reader: Reader): boolean {
  return (row.held_by === '' || row.held_by === reader.user) && !reader.passed.has(row.id);
}

// The first case after `from` that nobody else holds, going round once; without `from`, the first of all.
export function nextOf(rows: readonly Row[], reader: Reader, from: string | undefined): Row | undefined {
  const at = rows.findIndex((row) => row.id === from);
  const ring = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return ring.find((row) => row.id !== from && isFree(row, reader));
}

export function languagesIn(text: string): string[] {
  const found = text.toLowerCase().match(/\b[a-z]{2,3}\b/g) ?? [];
  return [...new Set(found)].slice(0, 30);
}
