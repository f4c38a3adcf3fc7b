// SPDX-License-Identifier: Apache-2.0
// The server as the console sees it, typed by api/openapi.yaml: what it does not describe cannot be asked for.
import type { components, paths } from './api';

type Schemas = components['schemas'];
export type Desk = Schemas['Desk'];
export type Row = Schemas['ToldRow'];
export type Queue = Schemas['ToldQueue'];
export type Told = Schemas['ToldCase'];
export type Item = Schemas['ToldItem'];
export type Decision = Schemas['ToldDecision'];
export type Pair = Schemas['ToldPair'];
export type Events = Schemas['Events'];
export type Decide = Schemas['Decide'];
export type Outcome = Decide['outcome'];

// The bodies of the acts, by the last word of their path.
export interface Bodies {
  claim: Record<string, never>;
  release: Record<string, never>;
  close: Record<string, never>;
  restrict: Schemas['Restrict'];
  decide: Decide;
  reverse: Schemas['Reasons'];
  clarify: Schemas['Question'];
  appeal: Schemas['DecideAppeal'];
  'hand-over': Schemas['HandOver'];
  recuse: Schemas['Reason'];
  second: Schemas['Second'];
  'look-again': Schemas['LookAgain'];
}
export type Action = keyof Bodies;
type Done = paths['/api/v1/cases/{id}/decide']['post']['responses']['200']['content']['application/json'];

// status 0: no answer came.
export class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export interface Client {
  desk(): Promise<Desk>;
  queue(): Promise<Queue>;
  tell(id: string): Promise<Told>;
  events(after: number): Promise<Events>;
  act<A extends Action>(id: string, action: A, body: Bodies[A], once: string): Promise<Done>;
}

export function makeOnce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, credentials: 'same-origin' });
  } catch {
    throw new Refusal(0, '');
  }
  const body = (await answer.json().catch(() => ({}))) as T & Partial<Schemas['Problem']>;
  if (answer.ok) return body;
  const first = body.errors?.[0];
  throw new Refusal(answer.status, first ? `${first.pointer?.slice(2)} ${first.detail}` : (body.detail ?? body.title ?? ''));
}

export function connect(csrf: () => string): Client {
  const place = (id: string) => encodeURIComponent(id);
  return {
    desk: () => ask('/api/v1/console'),
    queue: () => ask('/api/v1/console/queue'),
    tell: (id) => ask(`/api/v1/console/cases/${place(id)}`),
    events: (after) => ask(`/api/v1/events?after=${after}&limit=1000`),
    act: (id, action, body, once) =>
      ask(`/api/v1/cases/${place(id)}/${action}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf(), 'Idempotency-Key': once },
        body: JSON.stringify(body),
      }),
  };
}
