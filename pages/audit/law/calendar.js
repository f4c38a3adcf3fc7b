// SPDX-License-Identifier: Apache-2.0
// law/calendar.js — a period of the law added to an instant (docs/reference/statute-packs.md, "How periods are counted").
import { hasDates } from './duration.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const dayOf = (wall) => Math.floor(wall / DAY_MS);

export function dayOfDate(text) {
  return dayOf(Date.parse(`${text}T00:00:00Z`));
}

function addMonths(wall, months) {
  const date = new Date(wall);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

function isWorking(day, calendar) {
  const weekday = WEEKDAYS[((day % 7) + 11) % 7]; // 1 January 1970 was a Thursday
  return !calendar.weekend.has(weekday) && !calendar.holidays.has(day);
}

function addWorkingDays(wall, count, calendar) {
  let moved = wall;
  for (let left = count; left > 0;) {
    moved += DAY_MS;
    if (isWorking(dayOf(moved), calendar)) left--;
  }
  return moved;
}

/**
 * The end of a period that begins at `start`. `how`: {zone, calendar, isWorkingDays, toDayEnd}.
 * Dates are counted on the wall clock of the zone, hours in elapsed time.
 */
export function addPeriod(start, duration, how) {
  if (!hasDates(duration)) return start + duration.ms;
  let wall = addMonths(how.zone.toWall(start), duration.months);
  wall = how.isWorkingDays ? addWorkingDays(wall, duration.days, how.calendar) : wall + duration.days * DAY_MS;
  const end = how.toDayEnd ? how.zone.fromWall((dayOf(wall) + 1) * DAY_MS) - 1 : how.zone.fromWall(wall);
  return end + duration.ms;
}

/** The date on the wall, as the number of its day. */
export function localDay(instant, zone) {
  return dayOf(zone.toWall(instant));
}
