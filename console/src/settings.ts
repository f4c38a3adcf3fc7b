// SPDX-License-Identifier: Apache-2.0
// What a person chose for this browser: keys, languages, and the numbers of the forecast. Nothing of any case.
import { asTheyCame, readChoice } from './keys';
import type { KeyChoice } from './keys';
import { languagesIn } from './route';

export interface Choices {
  keys: KeyChoice;
  languages: string[];
  people: number;
  minutes: number;
}
const shelf = 'redress-console';

export class Settings {
  value: Choices;
  constructor(private readonly store: Pick<Storage, 'getItem' | 'setItem'>, private readonly changed: () => void) {
    this.value = readChoices(store.getItem(shelf));
  }
  put(change: Partial<Choices>): void {
    this.value = { ...this.value, ...change };
    this.store.setItem(shelf, JSON.stringify(this.value));
    this.changed();
  }
}

export function readChoices(stored: string | null): Choices {
  const choices: Choices = { keys: asTheyCame, languages: [], people: 1, minutes: 6 };
  try {
    const read = JSON.parse(stored ?? '') as Record<string, unknown>;
    const number = (value: unknown, least: number, otherwise: number) =>
      typeof value === 'number' && value >= least && value <= 999 ? value : otherwise;
    return {
      keys: readChoice(JSON.stringify(read['keys'])),
      languages: Array.isArray(read['languages']) ? languagesIn(read['languages'].join(' ')) : [],
      people: number(read['people'], 0, choices.people),
      minutes: number(read['minutes'], 1, choices.minutes),
    };
  } catch {
    return choices;
  }
}
