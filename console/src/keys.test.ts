// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { asTheyCame, commandOf, commands, keyOf, readChoice, remap } from './keys';
import { readChoices } from './settings';

test('no two commands have one key, and no digit is taken', () => {
  const keys = Object.values(commands);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.some((key) => /[0-9]/.test(key))).toBe(false);
});

test('a key that is free can be given; one that is taken, a digit or a word cannot', () => {
  const changed = remap(asTheyCame, 'remove', 'z')!;
  expect(commandOf(changed, 'z')).toBe('remove');
  expect(commandOf(changed, 'r')).toBeUndefined();
  expect(keyOf(changed, 'remove')).toBe('z');
  for (const key of ['j', '1', 'Enter', ' ', '']) expect(remap(asTheyCame, 'remove', key), key).toBeUndefined();
  expect(remap(asTheyCame, 'remove', 'r')).toBeDefined();
});

test('switched off means that no single key does anything, arrows neither', () => {
  const off = { ...asTheyCame, off: true };
  for (const key of [...Object.values(commands), 'ArrowDown']) expect(commandOf(off, key)).toBeUndefined();
});

test('what was stored is read as far as it holds', () => {
  expect(readChoice('{"off":true,"own":{"remove":"z","nonsense":"y","label":"zz"}}')).toEqual({ off: true, own: { remove: 'z' } });
  for (const broken of [null, '', '[', '7', '"x"', '{"own":null}']) expect(readChoice(broken).own).toEqual({});
  expect(readChoices('{"people":0,"minutes":-3,"languages":["hi","EN",7]}')).toMatchObject({ people: 0, minutes: 6, languages: ['hi', 'en'] });
});
