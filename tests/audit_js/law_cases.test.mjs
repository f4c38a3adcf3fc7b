// SPDX-License-Identifier: Apache-2.0
// Deadlines as a person counts them: the cases of the reference pages and of tests/scenario, each date written out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../pages/audit/law/evaluate.js';
import { defectsOf } from '../../pages/audit/law/notice.js';
import { choices, readPacks } from './library.mjs';

const rulebook = { packs: readPacks(), choices: choices() };
const ms = Date.parse;
const ORDER = { court: false, authorised: true, saysWhy: true, rank: 'Joint Secretary', legalBasis: 'IT Act s. 79(3)(b)',
  provision: 'rule 3(1)(d)', urlCount: 1 };

function notice(sentAt, fields) {
  return { channel: 'user_complaint', complainant: 'depicted', harm: 'ncii', limbs: [], jurisdictions: ['IN'], medium: 'designated',
    sentAt: ms(sentAt), enteredAt: ms(sentAt), retrievedAt: null, order: null, then: [], ...fields };
}

const happened = (at, what, until) => ({ at: ms(at), what, until: until ? ms(until) : null, duty: '' });

function clockOf(facts, duty, now) {
  return evaluate(rulebook, facts, ms(now)).clocks.find((one) => one.id === duty);
}

function check(facts, now, expected) {
  for (const [duty, said] of Object.entries(expected)) {
    const clock = clockOf(facts, duty, now);
    const found = clock && `${clock.state} ${clock.dueAt === null ? 'none' : new Date(clock.dueAt).toISOString().replace('.000', '')}`;
    assert.equal(found ?? 'no clock', said, duty);
  }
}

test('TwoOnASundayMorningInIndia', () => {
  const facts = notice('2026-03-01T02:00:00+05:30', { harm: 'ncii_synthetic' });
  check(facts, '2026-02-28T20:30:00Z', {
    'IN-NCII-2H': 'running 2026-02-28T22:30:00Z', 'IN-ACK-24H': 'running 2026-03-01T20:30:00Z',
    'IN-3-1-B-36H': 'running 2026-03-02T08:30:00Z', 'IN-GRIEV-7D': 'running 2026-03-07T20:30:00Z',
    'IN-SGI-AWARE': 'running 2026-03-01T20:30:00Z', 'IN-ORDER-3H': 'no clock', 'IN-PRESERVE-180D': 'no clock',
  });
  const stranger = { ...facts, complainant: 'user' };
  check(stranger, '2026-02-28T20:30:00Z', { 'IN-NCII-2H': 'no clock', 'IN-3-1-B-36H': 'running 2026-03-02T08:30:00Z' });
});

test('ATaggedPostCountsFromWhenItIsSeen', () => {
  const facts = notice('2026-03-01T02:00:00Z', { medium: 'other' });
  assert.equal(evaluate(rulebook, facts, ms('2026-03-02T00:00:00Z')).receivedAt, null);
  check({ ...facts, retrievedAt: ms('2026-03-01T08:15:00Z') }, '2026-03-01T09:00:00Z', { 'IN-NCII-2H': 'running 2026-03-01T10:15:00Z' });
});

test('TheLastSecondIsInTimeAndTheNextIsNot', () => {
  const facts = notice('2026-11-22T02:00:00Z');
  const down = (at) => ({ ...facts, then: [happened(at, 'restricted')] });
  check(down('2026-11-22T04:00:00Z'), '2026-11-22T05:00:00Z', { 'IN-NCII-2H': 'met 2026-11-22T04:00:00Z' });
  check(down('2026-11-22T04:00:00.001Z'), '2026-11-22T05:00:00Z', { 'IN-NCII-2H': 'missed 2026-11-22T04:00:00Z' });
  check(facts, '2026-11-22T04:00:00Z', { 'IN-NCII-2H': 'running 2026-11-22T04:00:00Z' });
  check(facts, '2026-11-22T04:00:00.001Z', { 'IN-NCII-2H': 'missed 2026-11-22T04:00:00Z' });
});

test('AQuestionInsideTheThreeHoursStopsNothing', () => {
  const facts = notice('2026-11-22T10:00:00Z', { channel: 'government_order', complainant: 'authority', harm: 'threat', order: ORDER,
    then: [happened('2026-11-22T11:00:00Z', 'clarification_asked'), happened('2026-11-22T12:30:00Z', 'clarification_given')] });
  check(facts, '2026-11-22T12:40:00Z', { 'IN-ORDER-3H': 'running 2026-11-22T13:00:00Z' });
});

test('AnUnderSecretaryCannotOrder', () => {
  const order = { ...ORDER, rank: 'Under Secretary', provision: '' };
  const facts = notice('2026-11-22T10:00:00Z', { channel: 'government_order', complainant: 'authority', harm: 'threat', order });
  check(facts, '2026-11-22T10:00:00Z', { 'IN-ORDER-3H': 'no clock' });
  assert.deepEqual(defectsOf([rulebook.packs.get('IN')], facts), ['IN-3-1-D/V4', 'IN-3-1-D/V6']);
  const court = { ...facts, order: { ...order, court: true } };
  check(court, '2026-11-22T10:00:00Z', { 'IN-ORDER-3H': 'running 2026-11-22T13:00:00Z' });
});

test('OnlyTheUnionsOrderStartsAgain', () => {
  const facts = notice('2026-11-22T10:00:00Z', { channel: 'government_order', complainant: 'authority', harm: 'terrorist', jurisdictions: ['EU'], order: ORDER });
  check(facts, '2026-11-22T10:00:00Z', { 'EU-TCO-1H': 'running 2026-11-22T11:00:00Z' });
  facts.then = [happened('2026-11-22T10:20:00Z', 'clarification_asked')];
  check(facts, '2026-11-22T12:00:00Z', { 'EU-TCO-1H': 'paused none' });
  facts.then.push(happened('2026-11-22T13:00:00Z', 'clarification_given'));
  check(facts, '2026-11-22T13:00:00Z', { 'EU-TCO-1H': 'running 2026-11-22T14:00:00Z' });
});

test('BrazilCountsTheContestAnew', () => {
  const facts = notice('2026-11-22T12:00:00Z', { jurisdictions: ['BR'],
    then: [happened('2026-11-22T13:00:00Z', 'removed'), happened('2026-11-22T20:00:00Z', 'contested')] });
  check(facts, '2026-11-22T20:00:00Z', { 'BR-NCII-2H': 'met 2026-11-22T14:00:00Z', 'BR-CONTEST-24H': 'running 2026-11-23T20:00:00Z' });
});

test('TheUkLeavesOnTheMerits', () => {
  const facts = notice('2026-07-01T12:00:00Z', { jurisdictions: ['GB'] });
  check(facts, '2026-07-01T12:00:00Z', { 'GB-OSA-NCII-48H': 'running 2026-07-03T12:00:00Z' });
  check({ ...facts, then: [happened('2026-07-02T18:00:00Z', 'exited_on_merits')] }, '2026-07-04T00:00:00Z', { 'GB-OSA-NCII-48H': 'void 2026-07-03T12:00:00Z' });
});

test('DaysKeepTheTimeOnTheWallWhenTheClocksChange', () => {
  // California, 30 days over 8 March 2026: 12:00 in winter time to 12:00 in summer time is an hour less.
  const facts = notice('2026-02-20T12:00:00-08:00', { jurisdictions: ['US-CA'], harm: 'ncii_synthetic' });
  check(facts, '2026-02-20T21:00:00Z', {
    'US-CA-DIT': 'running 2026-03-22T19:00:00Z', 'US-CA-DIT/ack': 'running 2026-02-22T20:00:00Z', 'US-CA-DIT/update': 'running 2026-02-27T20:00:00Z',
  });
});

test('WorkingDaysLeaveOutWeekendsAndFederalHolidays', () => {
  const facts = notice('2026-12-18T15:00:00Z', { jurisdictions: ['US'], harm: 'copyright', then: [happened('2026-12-18T15:00:00Z', 'contested')] });
  // 21 22 23 24 (25 holiday) 28 29 30 31 (1 holiday) 4 5 6 7 8 11 is the fourteenth.
  check(facts, '2026-12-18T16:00:00Z', { 'US-DMCA-RESTORE': 'running 2027-01-11T15:00:00Z' });
});

test('AMonthEndsOnItsLastDay', () => {
  const facts = notice('2026-01-31T10:00:00Z', { channel: 'government_order', complainant: 'authority', harm: 'threat', order: ORDER });
  check(facts, '2026-01-31T10:00:00Z', { 'IN-REVIEW-1M': 'running 2026-02-28T10:00:00Z' });
});

test('AnExtensionStopsAtTheLawsMaximum', () => {
  const facts = notice('2026-06-01T00:00:00Z', { jurisdictions: ['JP'], harm: 'privacy',
    then: [happened('2026-06-05T00:00:00Z', 'extension_granted', '2026-07-30T00:00:00Z')] });
  check(facts, '2026-06-05T00:00:00Z', { 'JP-7D': 'running 2026-06-15T00:00:00Z' });
  facts.then[0].at = ms('2026-06-09T00:00:00Z');
  check(facts, '2026-06-09T00:00:00Z', { 'JP-7D': 'missed 2026-06-08T00:00:00Z' });
});
