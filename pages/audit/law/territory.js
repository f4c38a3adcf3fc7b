// SPDX-License-Identifier: Apache-2.0
// law/territory.js — where something holds: "*" is everywhere, "EU" every member state, "US" also "US-CA".
import { MEMBER_STATES } from './rulebook.js';

function coversPlace(wide, place) {
  const country = place.split('-')[0];
  return wide.includes(place) || wide.includes(country) || (wide.includes('EU') && MEMBER_STATES.has(country));
}

export function covers(wide, narrow) {
  if (wide.includes('*')) return true;
  return !narrow.includes('*') && narrow.every((place) => coversPlace(wide, place));
}

export const isSameTerritory = (a, b) => [...a].sort().join() === [...b].sort().join();
