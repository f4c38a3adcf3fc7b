// SPDX-License-Identifier: Apache-2.0
// law/zone.js — instants and wall clocks of a zone, with the zone data of the browser (Intl).
// A wall time is held like an instant: milliseconds since 1970 as if the zone were UTC.

const QUARTER_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const REMEMBERED_MAX = 200_000;

export class Zone {
  constructor(name) {
    this.name = name;
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    this.remembered = new Map(); // quarter of an hour → offset: clocks change on the quarter
  }

  /** How far the wall clock is ahead of UTC at this instant, in milliseconds. */
  offsetAt(instant) {
    const quarter = Math.floor(instant / QUARTER_MS);
    const known = this.remembered.get(quarter);
    if (known !== undefined) return known;
    const parts = {};
    for (const { type, value } of this.format.formatToParts(quarter * QUARTER_MS)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const wall = new Date(0);
    wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
    wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    const offset = wall.getTime() - quarter * QUARTER_MS;
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(quarter, offset);
    return offset;
  }

  toWall(instant) {
    return instant + this.offsetAt(instant);
  }

  /** The first instant that shows this wall time or, where the change of clocks skips it, the instant of the change. */
  fromWall(wall) {
    const before = this.offsetAt(wall - DAY_MS);
    const after = this.offsetAt(wall + DAY_MS);
    const candidates = [wall - before, wall - after].filter((instant) => this.toWall(instant) === wall);
    if (candidates.length > 0) return Math.min(...candidates);
    let low = wall - Math.max(before, after) - DAY_MS / 2; // shows an earlier wall time
    let high = wall - Math.min(before, after) + DAY_MS / 2; // shows a later one
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.toWall(middle) >= wall) high = middle;
      else low = middle;
    }
    return high;
  }
}

const zones = new Map();

export function zoneOf(name) {
  if (!zones.has(name)) zones.set(name, new Zone(name));
  return zones.get(name);
}
