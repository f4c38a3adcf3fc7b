// SPDX-License-Identifier: Apache-2.0
// The words of messages/*.json, as the server sends them in the language of the person at work.

export type Words = Record<string, string>;
export type Say = (key: string, values?: Record<string, string | number>) => string;

// A key that is missing shows itself: it is our own mistake and the browser test looks for it.
export function speak(words: Words): Say {
  return (key, values = {}) => {
    const name = key in words ? key : `console.app.${key}`;
    return (words[name] ?? `[${key}]`).replace(/\{(\w+)\}/g, (whole, slot: string) =>
      slot in values ? String(values[slot]) : whole,
    );
  };
}
