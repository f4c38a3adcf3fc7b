// SPDX-License-Identifier: Apache-2.0
// house.js — the ledger's own time: an entry is due every minute, so that silence shows (docs/reference/audit.md, "Time").

const SILENCE_MS = 65_000; // a heartbeat is due after 60 s; a batch and a disk come on top
const LATE_MS = 65_000; // so long after a deadline its end must be on the record, if the house was up
const EXPLAINED_WITHIN_MS = 5_000;
const GAPS_MAX = 1000;

export class HouseWatch {
  constructor() {
    this.firstAt = null;
    this.lastAt = null;
    this.gaps = [];
    this.upSince = null;
    this.open = null; // a gap whose cause is not known yet
  }

  /** What is wrong, as [rule, what]. */
  watch(entry) {
    this.firstAt ??= entry.at;
    this.upSince ??= entry.at;
    const found = this.explain(entry);
    const silence = this.lastAt === null ? 0 : entry.at - this.lastAt;
    if (silence > SILENCE_MS + (entry.clockError ?? 0)) this.open = { from: this.lastAt, until: entry.at, cause: 'silence' };
    if (this.open) {
      this.upSince = entry.at;
      found.push(...this.explain(entry));
    }
    this.lastAt = Math.max(this.lastAt ?? entry.at, entry.at);
    return found;
  }

  explain(entry) {
    const gap = this.open;
    if (!gap) return [];
    const isSet = entry.type === 'clock_stepped' && entry.stepMs >= gap.until - gap.from - SILENCE_MS;
    const cause = entry.type === 'house_started' ? 'restart' : isSet ? 'clock set' : null;
    if (cause === null && entry.at <= gap.until + EXPLAINED_WITHIN_MS) return [];
    return this.close(cause ?? 'silence');
  }

  close(cause) {
    const gap = { ...this.open, cause };
    this.open = null;
    if (this.gaps.length < GAPS_MAX) this.gaps.push(gap);
    const [from, until] = [gap.from, gap.until].map((ms) => new Date(ms).toISOString());
    return cause === 'silence' ? [['silence', `nothing was entered from ${from} to ${until}`]] : [];
  }

  finish() {
    return this.open ? this.close('silence') : [];
  }

  /** The house was up long enough after that instant to have noted it. */
  isOverdue(dueAt) {
    return this.lastAt - Math.max(dueAt, this.upSince) > LATE_MS;
  }
}
