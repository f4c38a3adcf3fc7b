// SPDX-License-Identifier: Apache-2.0
// law/rulebook.js — the packs that a ledger's clocks are counted by, and the operator's choices about them.
import { refuse } from '../bytes.js';

// A member state's law stands beside the Union's.
export const MEMBER_STATES = new Set(['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT',
  'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK']);

/** The packs that these jurisdictions select, in order of their names. */
export function selectPacks(packs, jurisdictions) {
  const names = new Set();
  for (const place of jurisdictions) {
    names.add(place);
    const country = place.split('-')[0];
    names.add(country);
    if (MEMBER_STATES.has(country)) names.add('EU');
  }
  return [...names].filter((name) => packs.has(name)).sort().map((name) => packs.get(name));
}

export function isOn(duty, choices) {
  if (choices.disabled.has(duty.id)) return false;
  return choices.enabled.has(duty.id) || (duty.isOnByDate && !duty.isForSpecialService);
}

/** The operator's own target for a standard, in milliseconds, or null. */
export function targetOf(duty, choices) {
  const seconds = choices.targets.get(duty.id) ?? choices.targets.get('*');
  return seconds === undefined ? null : seconds * 1000;
}

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
};

const isSeconds = (value) => Number.isSafeInteger(value) && value >= 0;

/** docs/reference/ledger-entries.md, "The rulebook document". */
export function readRulebookDocument(text) {
  const document = JSON.parse(text);
  if (canonical(document) !== text) refuse('the rulebook document is not canonical JSON');
  const { choices, house, packs, tz, version } = document;
  if (version !== 1) refuse('a rulebook document of an unknown version');
  if (!isSeconds(house.clock_max_s) || !isSeconds(house.interim_review_s)) refuse('a house clock that is no number');
  for (const seconds of Object.values(choices.targets)) if (!isSeconds(seconds)) refuse('a target that is no number');
  for (const hash of Object.values(packs)) if (!/^[0-9a-f]{64}$/.test(hash)) refuse('a pack without a hash');
  return {
    choices: {
      disabled: new Set(choices.disabled),
      enabled: new Set(choices.enabled),
      targets: new Map(Object.entries(choices.targets)),
    },
    house: { clockMaxMs: house.clock_max_s * 1000, interimReviewMs: house.interim_review_s * 1000 },
    packHashes: new Map(Object.entries(packs)),
    tz,
  };
}
