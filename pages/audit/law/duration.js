// SPDX-License-Identifier: Apache-2.0
// law/duration.js — ISO 8601 durations of whole units, as statute packs write them.

const FORM = /^P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)S)?)?$/;

/** null when the text is no duration. */
export function readDuration(text) {
  const parts = FORM.exec(text);
  if (!parts || text.endsWith('T') || text === 'P') return null;
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map((digits) => Number(digits ?? 0));
  return { months: 12 * years + months, days: 7 * weeks + days, ms: 1000 * (seconds + 60 * (minutes + 60 * hours)) };
}

export const hasDates = (duration) => duration.months > 0 || duration.days > 0;
