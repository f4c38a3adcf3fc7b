// SPDX-License-Identifier: Apache-2.0
// From a key to a command, and from a command to what it does.
import { commandOf } from './keys';
import type { Command, KeyChoice } from './keys';
import { asksForLess } from './draft';
import type { Work } from './work';

export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element || !('tagName' in element)) return false;
  if (element.tagName === 'INPUT') return !['checkbox', 'radio', 'button'].includes((element as HTMLInputElement).type);
  return ['TEXTAREA', 'SELECT'].includes(element.tagName);
}

// The first open place of a text, selected, so that writing replaces it.
export function goToPlaceholder(): boolean {
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>('.decision textarea')];
  for (const field of fields) {
    const found = /###[^#]*###/.exec(field.value);
    if (!found) continue;
    field.focus();
    field.setSelectionRange(found.index, found.index + found[0].length);
    return true;
  }
  fields.find((field) => !field.value)?.focus();
  return false;
}

// Once the page has drawn what the command changed.
export function later(then: () => void): void {
  setTimeout(then, 0);
}

export async function obey(work: Work, command: Command): Promise<void> {
  const told = work.state.told;
  const dialog = (name: Work['state']['dialog'], may: boolean | undefined) => {
    if (may && work.mayAct) work.set({ dialog: name });
  };
  switch (command) {
    case 'next': return work.step(1);
    case 'previous': return work.step(-1);
    case 'reject': return begin(work, 'reject');
    case 'remove': return begin(work, 'remove');
    case 'restrict': return begin(work, 'restrict');
    case 'label': return begin(work, 'label');
    case 'interim': return dialog('interim', told?.may_decide);
    case 'escalate': return dialog('hand', told?.may_act);
    case 'ask': return dialog('ask', told?.is_open);
    case 'undo': return dialog('undo', told?.may_reverse);
    case 'recuse': return dialog('recuse', told?.is_open);
    case 'submit': return void (await work.submit());
    case 'submit_next': return work.submitNext();
    case 'cancel': return work.cancel();
    case 'skip': return work.skip();
    case 'second': if (told?.may_second) await work.act('second', { agrees: true }); return;
    case 'claim': if (told && work.mayAct) await work.act(told.is_mine ? 'release' : 'claim', {}); return;
    case 'policy': return document.querySelector<HTMLElement>('.decision select')?.focus();
    case 'field': return void goToPlaceholder();
    case 'language': {
      const draft = work.state.draft;
      if (draft) work.keep({ ...draft, read: !draft.read });
      return;
    }
    case 'blur': if (told?.items.some((item) => item.preview)) work.turnMedia(); return;
    case 'grey': return work.set({ inColour: !work.state.inColour });
    case 'help': return work.set({ dialog: work.state.dialog === 'help' ? '' : 'help' });
    case 'palette': return work.set({ dialog: work.state.dialog === 'palette' ? '' : 'palette' });
  }
}

async function begin(work: Work, outcome: 'remove' | 'restrict' | 'label' | 'reject'): Promise<void> {
  await work.begin(outcome);
  const draft = work.state.draft;
  if (draft && !asksForLess(outcome)) work.keep({ ...draft, lesser: '' });
  later(goToPlaceholder);
}

// True: the key was ours.
export function press(work: Work, choice: KeyChoice, event: KeyboardEvent): boolean {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    void obey(work, 'palette');
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && work.state.draft) {
    void work.submitNext();
    return true;
  }
  if (event.key === 'Escape') {
    if (work.state.dialog) work.set({ dialog: '' });
    else if (isTyping(event.target)) (event.target as HTMLElement).blur();
    else return false;
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
  if (work.state.dialog) return false;
  if (!choice.off && /^[1-9]$/.test(event.key)) {
    const fresh = !work.state.draft;
    void work.digit(Number(event.key)).then(() => fresh && later(goToPlaceholder));
    return true;
  }
  const command = commandOf(choice, event.key);
  if (!command) return false;
  void obey(work, command);
  return true;
}
