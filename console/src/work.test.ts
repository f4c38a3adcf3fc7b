// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from 'vitest';
import { Refusal } from './client';
import type { Client, Desk, Row, Told } from './client';
import { firstWithSameFile, listPictures } from './media';
import { told as sample } from './sample';
import { Work } from './work';

// A made-up server: three cases, and what was asked of it.
class Server implements Client {
  acts: { id: string; action: string; body: unknown }[] = [];
  refuse: Refusal | undefined;
  holder: Record<string, string> = {};
  counts: Record<string, number> = {};
  happened: { case_id: string }[] = [];
  answer = ['decided', 'released'];

  async desk() {
    return desk;
  }
  async queue() {
    const rows = ['1', '2', '3'].map((id) => ({ id, case_code: id, language: 'en', held_by: this.holder[id] ?? '' }) as Row);
    return { rows, open: 3, last: 7, now: '' };
  }
  async tell(id: string) {
    const holder = this.holder[id];
    return { ...sample, case_id: id, event_count: 5 + (this.counts[id] ?? 0), is_mine: holder === 'asha', may_decide: !holder || holder === 'asha' } as Told;
  }
  async events() {
    return { events: this.happened.splice(0), last: 8 } as never;
  }
  async act(id: string, action: string, body: unknown) {
    if (this.refuse) throw this.refuse;
    this.acts.push({ id, action, body });
    if (action === 'claim') this.holder[id] = 'asha';
    else delete this.holder[id];
    this.counts[id] = (this.counts[id] ?? 0) + 1;
    return { events: this.answer } as never;
  }
}
const desk = { user: 'asha', role: 'reviewer', csrf: '', language: 'en', words: {}, exposures: { seen: 0, max: 9 }, colleagues: [] } as unknown as Desk;

let server: Server;
let work: Work;
let drawer: Map<string, string>;
beforeEach(async () => {
  server = new Server();
  drawer = new Map();
  const put = (key: string, text: string | null) => void (text === null ? drawer.delete(key) : drawer.set(key, text));
  work = new Work(server, { get: (key) => drawer.get(key) ?? null, put }, desk, ['en', 'hi']);
  await work.readQueue();
});
const fill = () => work.keep({ ...work.state.draft!, facts: 'seen' });

test('a template opens the decision, and the case is held first', async () => {
  await work.step(1);
  await work.digit(1);
  expect(server.acts.map((act) => act.action)).toEqual(['claim']);
  expect(work.state.draft).toMatchObject({ outcome: 'remove', reasons: 'No consent.' });
});

test('what is missing is said and nothing is sent', async () => {
  await work.step(1);
  await work.digit(1);
  expect(await work.submit()).toBe(false);
  expect(work.state.fault).toContain('missing.placeholder');
  expect(server.acts).toHaveLength(1);
});

test('send and next decides this case and opens the next that is free', async () => {
  server.holder['2'] = 'ben';
  await work.readQueue();
  await work.step(1);
  await work.digit(1);
  fill();
  for (const digit of [1, 2, 3]) await work.digit(digit);
  await work.submitNext();
  expect(server.acts.map((act) => act.action)).toEqual(['claim', 'decide']);
  expect(work.state.told?.case_id).toBe('3');
  expect(work.state.draft).toBeUndefined();
  expect(drawer.size).toBe(0);
});

test('a decision that only waits for a second person is not called decided', async () => {
  server.answer = ['released'];
  await work.step(1);
  await work.digit(2);
  await work.submit();
  expect(work.state.status).toContain('proposed');
});

test('a case that another has taken meanwhile is not written on', async () => {
  await work.step(1);
  server.refuse = new Refusal(409, 'ben holds it');
  await work.begin('remove');
  expect(work.state.draft).toBeUndefined();
  expect(work.state.fault).toBe('ben holds it');
});

test('no answer keeps what was written', async () => {
  await work.step(1);
  await work.digit(2);
  server.refuse = new Refusal(0, '');
  expect(await work.submit()).toBe(false);
  expect(work.state.draft?.reasons).toBe('Outside.');
  expect(work.state.fault).toContain('lost');
});

test('a draft waits in the window until the case is opened again', async () => {
  await work.step(1);
  await work.digit(2);
  await work.open('2');
  expect(work.state.draft).toBeUndefined();
  await work.open('1');
  expect(work.state.draft?.reasons).toBe('Outside.');
});

test('what others do is followed, and the draft stays', async () => {
  await work.step(1);
  await work.digit(2);
  expect(await work.follow()).toBe(false);
  server.holder['1'] = 'ben';
  server.counts['1'] = 9;
  server.happened = [{ case_id: '1' }];
  expect(await work.follow()).toBe(true);
  expect(work.state.draft).toBeDefined();
  expect(work.state.fault).toContain('changed');
  expect(work.isFree(work.state.rows[0]!)).toBe(false);
});

test('cancel closes the draft and gives the case back', async () => {
  await work.step(1);
  await work.begin('remove');
  await work.cancel();
  expect(server.acts.map((act) => act.action)).toEqual(['claim', 'release']);
  expect(work.state.draft).toBeUndefined();
});

test('whoever skips or names a conflict is led to another case, and not back', async () => {
  await work.step(1);
  await work.recuse('my cousin');
  expect(work.state.told?.case_id).toBe('2');
  await work.skip();
  expect(work.state.told?.case_id).toBe('3');
  await work.openNext();
  expect(work.state.told).toBeUndefined();
});

test('an overseer opens no decision', async () => {
  work = new Work(server, { get: () => null, put: () => undefined }, { ...desk, role: 'overseer' }, []);
  await work.readQueue();
  await work.step(1);
  await work.digit(1);
  expect(work.state.draft).toBeUndefined();
  expect(server.acts).toEqual([]);
});

test('media goes from hidden to blurred to clear and back to blurred, and is hidden in the next case', async () => {
  await work.step(1);
  const seen = [work.state.shown];
  for (let i = 0; i < 3; ++i) {
    work.turnMedia();
    seen.push(work.state.shown);
  }
  expect(seen).toEqual([undefined, 'blurred', 'clear', 'blurred']);
  await work.step(1);
  expect(work.state.shown).toBeUndefined();
});

test('the same file is told by its hash; unknown bytes are never the same', () => {
  const item = (no: number, sha256: string) => ({ no, sha256 }) as never;
  const items = [item(1, 'aa'), item(2, ''), item(3, 'aa'), item(4, '')] as never[];
  expect(firstWithSameFile(items, items[2]!)).toMatchObject({ no: 1 });
  for (const i of [0, 1, 3]) expect(firstWithSameFile(items, items[i]!)).toBeUndefined();
});

test('each file is shown once, beside its copy where there is one', () => {
  const item = (no: number, sha256: string, original?: string) =>
    ({ no, sha256, preview: sha256, ...(original ? { pair: { original: { src: `/console/media/${original}` } } } : {}) }) as never;
  const shown = listPictures([item(1, 'aa'), item(2, 'aa'), item(3, 'bb', 'aa'), item(4, 'cc'), item(5, '')]);
  expect(shown.map((one) => one.no)).toEqual([3, 4]);
});

test('what is not said to be read is not taken as read', async () => {
  await work.step(1);
  work.set({ languages: [] });
  await work.begin('reject');
  expect(work.state.draft?.read).toBe(false);
  await work.cancel();
  work.set({ languages: ['hi'] });
  await work.begin('reject');
  expect(work.state.draft?.read).toBe(true);
});
