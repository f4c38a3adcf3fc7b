// SPDX-License-Identifier: Apache-2.0
// house.js — the ledger's own time: is it whole, and was the house ever silent for longer than it may be?

const SILENCE_MS = 150_000; // a heartbeat is due every minute; a batch and a slow disk may come on top
const LATE_MS = 300_000; // so long after a deadline its end must be on the record, if the house was up
const GAPS_MAX = 1000;

export class HouseWatch {
  constructor() {
    this.firstAt = null;
    this.lastAt = null;
    this.gaps = [];
    this.upSince = null;
    this.hasStepped = false;
  }

  watch(entry) {
    const faults = [];
    this.firstAt ??= entry.at;
    this.upSince ??= entry.at;
    if (entry.type === 'clock_stepped') this.hasStepped = true;
    if (this.lastAt !== null) {
      const silence = entry.at - this.lastAt;
      if (silence > SILENCE_MS) this.addGap(this.lastAt, entry);
      const isBack = silence < 0 && entry.type !== 'clock_stepped' && !this.hasStepped && silence < -1000;
      if (isBack) faults.push('the record goes back in time, and no change of the clock is recorded');
    }
    this.lastAt = Math.max(this.lastAt ?? entry.at, entry.at);
    return faults;
  }

  addGap(from, entry) {
    const cause = entry.type === 'house_started' ? 'restart' : entry.type === 'clock_stepped' ? 'clock set' : 'silence';
    if (this.gaps.length < GAPS_MAX) this.gaps.push({ from, until: entry.at, cause });
    this.upSince = entry.at;
  }

  /** The house was up long enough after that instant to have noted it. */
  isOverdue(dueAt) {
    return this.lastAt - Math.max(dueAt, this.upSince) > LATE_MS;
  }
}
