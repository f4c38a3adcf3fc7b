// SPDX-License-Identifier: Apache-2.0
// Which clocks cannot be met? So many people take the cases in the order of the queue, each at so many minutes; a case
// is done when its person is done with it. Said beforehand, while there is still somebody to call.

export interface Due {
  id: string;
  dueAt: number | undefined; // ms
}

export function forecast(queue: readonly Due[], people: number, minutesEach: number, now: number): Set<string> {
  const late = new Set<string>();
  if (people < 1) {
    for (const one of queue) if (one.dueAt !== undefined) late.add(one.id);
    return late;
  }
  // Everybody is equally fast, so whoever is free first is found by counting: case n is done after ⌊n / people⌋ + 1 turns.
  queue.forEach((one, n) => {
    const doneAt = now + (Math.floor(n / people) + 1) * minutesEach * 60_000;
    if (one.dueAt !== undefined && doneAt > one.dueAt) late.add(one.id);
  });
  return late;
}
