// SPDX-License-Identifier: Apache-2.0
// What is on the desk, and what each command does with it. No DOM: the tests drive it with a made-up server.
import { makeOnce, Refusal } from './client';
import type { Action, Bodies, Client, Desk, Outcome, Row, Told } from './client';
import { listMissing, pressDigit, renderDecide, startDraft, useTemplate } from './draft';
import type { Draft } from './draft';
import { isFree, nextOf, reads, route } from './route';
import type { Reader } from './route';
import { speak } from './words';
import type { Say } from './words';

export type Dialog = '' | 'help' | 'palette' | 'interim' | 'ask' | 'hand' | 'recuse' | 'undo' | 'decline' | 'appeal';
export type Shown = 'blurred' | 'clear';

export interface State {
  desk: Desk;
  rows: Row[];
  open: number;
  last: number;
  told: Told | undefined;
  draft: Draft | undefined;
  dialog: Dialog;
  shown: Shown | undefined;
  inColour: boolean;
  appealNo: number;
  status: string;
  fault: string;
  languages: string[];
  passed: Set<string>;
}

// Drafts stay on the device, in the window; nothing of them is left when it closes.
export interface Drawer {
  get(key: string): string | null;
  put(key: string, text: string | null): void;
}

export class Work {
  state: State;
  readonly say: Say;
  private listeners = new Set<() => void>();
  private busy = false;

  constructor(
    private readonly client: Client,
    private readonly drawer: Drawer,
    desk: Desk,
    languages: string[],
  ) {
    this.say = speak(desk.words);
    this.state = {
      desk, rows: [], open: 0, last: 0, told: undefined, draft: undefined, dialog: '', shown: undefined, inColour: false,
      appealNo: 0, status: '', fault: '', languages, passed: new Set(),
    };
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  get reader(): Reader {
    return { user: this.state.desk.user, languages: this.state.languages, passed: this.state.passed };
  }
  get rows(): Row[] {
    return route(this.state.rows, this.reader);
  }
  get mayAct(): boolean {
    return this.state.desk.role !== 'overseer';
  }

  // --- reading -----------------------------------------------------------------------------------------------------
  async readQueue(): Promise<void> {
    const queue = await this.guard(() => this.client.queue());
    if (queue) this.set({ rows: queue.rows, open: queue.open, last: queue.last });
  }

  async open(id: string): Promise<void> {
    const told = await this.guard(() => this.client.tell(id));
    if (!told) return;
    const kept = this.drawer.get(told.case_id);
    const draft = kept && told.may_decide ? (JSON.parse(kept) as Draft) : undefined;
    this.set({ told, draft, shown: undefined, dialog: '', appealNo: 0, fault: '' });
  }

  // After something happened: what was being written stays.
  async reread(): Promise<void> {
    const before = this.state.told;
    if (!before) return;
    const told = await this.guard(() => this.client.tell(before.case_id));
    if (!told || this.state.told?.case_id !== told.case_id) return;
    const changed = told.event_count !== before.event_count && this.state.draft !== undefined && !told.is_mine;
    this.set({ told, ...(changed ? { fault: this.say('changed') } : {}) });
  }

  async readDesk(): Promise<void> {
    const desk = await this.guard(() => this.client.desk());
    if (desk) this.set({ desk });
  }

  // One look at what happened since the last one. True: something did.
  async follow(): Promise<boolean> {
    const events = await this.client.events(this.state.last).catch(() => undefined);
    if (!events || events.events.length === 0) return false;
    const id = this.state.told?.case_id;
    const touches = events.events.some((event) => event.case_id === id);
    await this.readQueue();
    if (touches && !this.busy) await this.reread();
    return true;
  }

  // --- moving ------------------------------------------------------------------------------------------------------
  async step(by: 1 | -1): Promise<void> {
    const rows = this.rows;
    const at = rows.findIndex((row) => row.id === this.state.told?.case_id);
    const row = at < 0 ? rows[0] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (row && row.id !== this.state.told?.case_id) await this.open(row.id);
  }
  async openNext(): Promise<void> {
    const row = nextOf(this.rows, this.reader, this.state.told?.case_id);
    if (row) await this.open(row.id);
    else this.set({ told: undefined, draft: undefined });
  }
  async skip(): Promise<void> {
    const told = this.state.told;
    if (!told) return;
    this.state.passed.add(told.case_id);
    if (told.is_mine) await this.act('release', {});
    this.keep(undefined);
    await this.openNext();
  }

  // --- deciding ----------------------------------------------------------------------------------------------------
  // Holding the case comes first: two people never write about one case at a time.
  async begin(outcome: Outcome, templateNo = 0): Promise<void> {
    const told = this.state.told;
    if (!told || !told.may_decide || !this.mayAct) return;
    let draft = this.state.draft;
    if (!draft) {
      if (!told.is_mine && !(await this.hold())) return;
      // Nobody is taken to have read what they did not say that they read.
      const read = this.state.languages.length > 0 && reads(this.reader, told.language);
      draft = startDraft(told, outcome, read, makeOnce());
    }
    const template = told.templates[templateNo - 1];
    this.keep(template ? useTemplate(draft, template) : { ...draft, outcome });
  }
  async hold(): Promise<boolean> {
    return this.act('claim', {});
  }
  async digit(digit: number): Promise<void> {
    const { told, draft } = this.state;
    if (!told) return;
    if (draft) this.keep(pressDigit(draft, told, digit));
    else if (told.templates[digit - 1]) await this.begin(told.templates[digit - 1]!.outcome, digit);
  }
  keep(draft: Draft | undefined): void {
    const id = this.state.told?.case_id;
    if (id) this.drawer.put(id, draft ? JSON.stringify(draft) : null);
    this.set({ draft });
  }
  async cancel(): Promise<void> {
    if (this.state.dialog) return this.set({ dialog: '' });
    const told = this.state.told;
    this.keep(undefined);
    if (told?.is_mine) await this.act('release', {});
  }

  // What is missing is said instead of sent.
  async submit(): Promise<boolean> {
    const { told, draft } = this.state;
    if (!told || !draft || this.busy) return false;
    const missing = listMissing(draft, told);
    if (missing.length) {
      this.set({ fault: missing.map((word) => this.say(word)).join(' · ') });
      return false;
    }
    const decide = renderDecide(draft, told);
    const sent = draft.appealNo
      ? await this.act('appeal', { no: draft.appealNo, outcome: 'upheld', reasons: decide.reasons, instead: decide }, draft.once)
      : draft.againNo
        ? await this.act('look-again', { decision_no: draft.againNo, agrees: false, reasons: decide.reasons, instead: decide }, draft.once)
        : await this.act('decide', decide, draft.once);
    if (sent) this.keep(undefined);
    return sent;
  }
  async submitNext(): Promise<void> {
    if (this.state.draft && !(await this.submit())) return;
    await this.openNext();
  }

  // --- one act on the case that is open ------------------------------------------------------------------------------
  async act<A extends Action>(action: A, body: Bodies[A], once = makeOnce()): Promise<boolean> {
    const told = this.state.told;
    if (!told || this.busy) return false;
    this.busy = true;
    const done = await this.guard(() => this.client.act(told.case_id, action, body, once));
    this.busy = false;
    if (!done) {
      await this.reread();
      return false;
    }
    const proposed = action === 'decide' && !done.events?.includes('decided');
    const status = proposed ? this.say('proposed') : this.say('done', { what: this.say(`did.${action}`) });
    this.set({ status, fault: '', dialog: '' });
    await Promise.all([this.reread(), this.readQueue()]);
    return true;
  }
  async recuse(reason: string): Promise<void> {
    const told = this.state.told;
    if (!told || !(await this.act('recuse', { reason }))) return;
    this.state.passed.add(told.case_id);
    await this.openNext();
  }

  // --- media -------------------------------------------------------------------------------------------------------
  // Not shown, blurred, clear, blurred again.
  turnMedia(): void {
    this.set({ shown: this.state.shown === 'blurred' ? 'clear' : 'blurred' });
  }

  isFree(row: Row): boolean {
    return isFree(row, this.reader);
  }

  private async guard<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 401) location.assign('/console/');
      this.set({ fault: error.status === 0 ? this.say('lost') : error.message });
      return undefined;
    }
  }
}
