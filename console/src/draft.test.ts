// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { listMissing, placeholder, pressDigit, renderDecide, startDraft, useTemplate } from './draft';
import { told } from './sample';

const fresh = () => startDraft(told, 'remove', true, 'once');

test('the ground is the duty whose clock leads', () => {
  expect(fresh().ground).toBe('IN-NCII-2H');
  expect(startDraft({ ...told, grounds: [] }, 'reject', true, 'once').ground).toBe('terms');
});

test('nothing is sent while a place of a template is open, in any language', () => {
  const draft = useTemplate(fresh(), told.templates[0]!);
  expect(listMissing(draft, told)).toContain('missing.placeholder');
  expect(placeholder.test('देखा गया: ### जो आपने देखा ###')).toBe(true);
  expect(listMissing({ ...draft, facts: 'Seen: her face' }, told)).not.toContain('missing.placeholder');
});

test('removing asks for every element and for why nothing less would do; rejecting for neither', () => {
  const written = { ...fresh(), facts: 'f', reasons: 'r' };
  expect(listMissing(written, told)).toEqual(['missing.elements', 'missing.lesser']);
  let draft = written;
  for (const digit of [1, 2, 4]) draft = pressDigit(draft, told, digit);
  expect(draft.lesser).toBe('narrow already');
  expect(listMissing(draft, told)).toEqual([]);
  expect(listMissing({ ...written, outcome: 'reject' }, told)).toEqual([]);
  expect(listMissing({ ...written, outcome: 'restrict' }, told)).toEqual(['missing.lesser']);
});

test('a digit ticks, ticks off, and does nothing beyond the list', () => {
  const once = pressDigit(fresh(), told, 1);
  expect(once.elements).toEqual(['depicts_person']);
  expect(pressDigit(once, told, 1).elements).toEqual([]);
  expect(pressDigit(once, told, 9)).toEqual(once);
  const rejecting = { ...fresh(), outcome: 'reject' as const };
  expect(pressDigit(rejecting, told, 3)).toEqual(rejecting);
});

test('an unread language, a missing clause and empty words are said', () => {
  const draft = { ...fresh(), ground: 'terms', read: false, outcome: 'reject' as const };
  expect(listMissing(draft, told)).toEqual(['missing.ground', 'missing.facts', 'missing.reasons', 'missing.read']);
});

test('what is sent is what was weighed; near matches only by name', () => {
  const draft = { ...fresh(), facts: ' f ', reasons: 'r', lesser: 'narrow already', elements: ['no_consent'], territory: 'in, de' };
  expect(renderDecide(draft, told)).toEqual({
    outcome: 'remove', ground: { kind: 'legal', duty: 'IN-NCII-2H' }, facts: 'f', reasons: 'r', territory: ['IN', 'DE'],
    weighing: { elements: ['no_consent'], lesser: 'narrow already', languages: ['hi'] },
  });
  expect(renderDecide({ ...draft, items: [2] }, told).items).toEqual([1, 2]);
  const terms = renderDecide({ ...draft, ground: 'terms', clause: ' terms/4 ', outcome: 'label', read: false }, told);
  expect(terms.ground).toEqual({ kind: 'contractual', duty: 'terms/4' });
  expect(terms.weighing).toEqual({ elements: ['no_consent'], languages: [] });
});

test('manifestly unfounded is said of a rejection alone, with why', () => {
  const draft = { ...fresh(), outcome: 'reject' as const, facts: 'f', reasons: 'r', isUnfounded: true };
  expect(listMissing(draft, told)).toEqual(['missing.unfounded']);
  const why = { ...draft, unfounded: ' a landscape ' };
  expect(listMissing(why, told)).toEqual([]);
  expect(renderDecide(why, told).weighing?.unfounded).toBe('a landscape');
  expect(renderDecide({ ...why, isUnfounded: false }, told).weighing).not.toHaveProperty('unfounded');
  expect(renderDecide({ ...why, outcome: 'label' }, told).weighing).not.toHaveProperty('unfounded');
});
