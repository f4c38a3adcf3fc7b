// SPDX-License-Identifier: Apache-2.0
// Every command with its key. Single keys can be changed and switched off (WCAG 2.1.4); the palette always works.

export const commands = {
  next: 'j',
  previous: 'k',
  reject: 'a',
  interim: 'i',
  remove: 'r',
  restrict: 'd',
  label: 'l',
  escalate: 'e',
  submit: 's',
  submit_next: 'n',
  cancel: 'c',
  ask: 'q',
  policy: 'p',
  language: 't',
  field: 'f',
  blur: 'b',
  grey: 'g',
  undo: 'u',
  second: 'y',
  claim: 'h',
  recuse: 'x',
  skip: 'w',
  help: '?',
} as const;
export type Command = keyof typeof commands | 'palette';

export interface KeyChoice {
  off: boolean;
  own: Partial<Record<Command, string>>;
}
export const asTheyCame: KeyChoice = { off: false, own: {} };

export function keyOf(choice: KeyChoice, command: Command): string {
  return command === 'palette' ? 'Ctrl-K' : (choice.own[command] ?? commands[command]);
}

export function commandOf(choice: KeyChoice, key: string): Command | undefined {
  const arrow = { ArrowDown: 'next', ArrowUp: 'previous' } as const;
  if (choice.off) return undefined;
  if (key === 'ArrowDown' || key === 'ArrowUp') return arrow[key];
  return (Object.keys(commands) as (keyof typeof commands)[]).find((command) => keyOf(choice, command) === key);
}

// Nothing when the key is taken, is a digit (templates and ticks) or is no single printable key.
export function remap(choice: KeyChoice, command: Command, key: string): KeyChoice | undefined {
  if (command === 'palette' || [...key].length !== 1 || /[\s0-9]/.test(key)) return undefined;
  const holder = commandOf({ ...choice, off: false }, key);
  if (holder && holder !== command) return undefined;
  return { ...choice, own: { ...choice.own, [command]: key } };
}

// What was stored may be from another version, or no longer ours.
export function readChoice(stored: string | null): KeyChoice {
  try {
    const read = JSON.parse(stored ?? '') as Partial<KeyChoice>;
    let choice: KeyChoice = { off: read.off === true, own: {} };
    for (const [command, key] of Object.entries(read.own ?? {})) {
      if (command in commands) choice = remap(choice, command as Command, String(key)) ?? choice;
    }
    return choice;
  } catch {
    return asTheyCame;
  }
}
