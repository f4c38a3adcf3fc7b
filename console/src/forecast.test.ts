// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { forecast } from './forecast';
import type { Due } from './forecast';

// The plain twin: people with hands, who take the next case whenever they are free.
function forecastByHand(queue: readonly Due[], people: number, minutesEach: number, now: number): Set<string> {
  const freeAt = Array.from({ length: people }, () => now);
  const late = new Set<string>();
  for (const one of queue) {
    let who = 0;
    for (let i = 1; i < people; ++i) if (freeAt[i]! < freeAt[who]!) who = i;
    if (people > 0) freeAt[who]! += minutesEach * 60_000;
    if (one.dueAt !== undefined && (people === 0 || freeAt[who]! > one.dueAt)) late.add(one.id);
  }
  return late;
}

test('a case that is reached in time is not late, the one after it may be', () => {
  const at = (minutes: number) => minutes * 60_000;
  const queue = [{ id: 'a', dueAt: at(10) }, { id: 'b', dueAt: at(19) }, { id: 'c', dueAt: undefined }];
  expect([...forecast(queue, 1, 10, 0)]).toEqual(['b']);
  expect(forecast(queue, 2, 10, 0).size).toBe(0);
});

test('agrees with people who have hands, on a thousand made-up queues', () => {
  let seed = 20261122;
  const chance = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  for (let round = 0; round < 1000; ++round) {
    const queue = Array.from({ length: chance(40) }, (_, i) => ({
      id: String(i),
      dueAt: chance(8) === 0 ? undefined : chance(300) * 60_000 - 1_000_000,
    }));
    const people = chance(6);
    const minutes = 1 + chance(20);
    expect(forecast(queue, people, minutes, 0), `round ${round}`).toEqual(forecastByHand(queue, people, minutes, 0));
  }
});
