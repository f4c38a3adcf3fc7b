// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Row } from './client';
import { languagesIn, nextOf, route } from './route';

const row = (id: string, language = 'en', held_by = '') => ({ id, language, held_by }) as Row;
const reader = (languages: string[] = [], passed: string[] = []) => ({ user: 'asha', languages, passed: new Set(passed) });

test('what one reads comes first, and each half keeps its order', () => {
  const rows = [row('a', 'hi'), row('b'), row('c', 'hi-IN'), row('d', 'ta')];
  expect(route(rows, reader(['hi'])).map((one) => one.id)).toEqual(['a', 'c', 'b', 'd']);
  expect(route(rows, reader()).map((one) => one.id)).toEqual(['a', 'b', 'c', 'd']);
});

test('the next case is one that nobody else holds and that was not passed', () => {
  const rows = [row('a'), row('b', 'en', 'ben'), row('c', 'en', 'asha'), row('d')];
  expect(nextOf(rows, reader(), 'a')?.id).toBe('c');
  expect(nextOf(rows, reader([], ['c']), 'a')?.id).toBe('d');
  expect(nextOf(rows, reader(), 'd')?.id).toBe('a');
  expect(nextOf(rows, reader(), undefined)?.id).toBe('a');
  expect(nextOf(rows, reader(), 'gone')?.id).toBe('a');
  expect(nextOf([row('a')], reader(), 'a')).toBeUndefined();
  expect(nextOf([row('b', 'en', 'ben')], reader(), undefined)).toBeUndefined();
});

test('languages are read from what somebody types', () => {
  expect(languagesIn('EN, hi;hi  ta x english')).toEqual(['en', 'hi', 'ta']);
});
