// SPDX-License-Identifier: Apache-2.0
// A decision while it is being written: what a template fills in, what is still missing, and what is sent.
import type { Decide, Outcome, Told } from './client';

export interface Draft {
  outcome: Outcome;
  ground: string; // a duty, or "terms"
  clause: string;
  facts: string;
  reasons: string;
  territory: string;
  items: number[]; // near matches that this decision speaks of too
  elements: string[];
  lesser: string;
  isUnfounded: boolean;
  unfounded: string; // why
  read: boolean;
  appealNo: number; // 0: it answers no appeal
  againNo: number; // 0: it replaces no decision after a second look
  once: string;
}

export const placeholder = /###[^#]*###/;
const weighs: readonly Outcome[] = ['remove', 'restrict'];

// Less would have to be ruled out only where something is taken out of sight.
export function asksForLess(outcome: Outcome): boolean {
  return weighs.includes(outcome);
}
// Hiding by decision may rest on a part of the elements; removing may not.
export function needsElements(outcome: Outcome): boolean {
  return outcome === 'remove';
}

// Never derived from a rejection: a reviewer says it, and why.
export function saysUnfounded(draft: Draft): boolean {
  return draft.outcome === 'reject' && draft.isUnfounded;
}

export function startDraft(told: Told, outcome: Outcome, reads: boolean, once: string): Draft {
  const leading = told.grounds.find((ground) => ground.value === told.leading) ?? told.grounds[0];
  return {
    outcome, ground: leading?.value ?? 'terms', clause: '', facts: '', reasons: '', territory: '', items: [], elements: [],
    lesser: '', isUnfounded: false, unfounded: '', read: reads, appealNo: 0, againNo: 0, once,
  };
}

export function useTemplate(draft: Draft, template: Told['templates'][number]): Draft {
  return { ...draft, outcome: template.outcome, facts: template.facts, reasons: template.reasons };
}

export function toggle<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

// A digit in an open decision: first the elements, then the reasons why less would not do.
export function pressDigit(draft: Draft, told: Told, digit: number): Draft {
  const element = told.elements[digit - 1];
  if (element) return { ...draft, elements: toggle(draft.elements, element.word) };
  const lesser = asksForLess(draft.outcome) ? told.lesser[digit - 1 - told.elements.length] : undefined;
  return lesser ? { ...draft, lesser } : draft;
}

// The words for what is missing, in the order of the form; nothing is sent before the list is empty.
export function listMissing(draft: Draft, told: Told): string[] {
  const missing: string[] = [];
  if (draft.ground === '' || (draft.ground === 'terms' && !draft.clause.trim())) missing.push('missing.ground');
  if (!draft.facts.trim()) missing.push('missing.facts');
  if (!draft.reasons.trim()) missing.push('missing.reasons');
  if (placeholder.test(draft.facts) || placeholder.test(draft.reasons)) missing.push('missing.placeholder');
  const allFound = told.elements.every((element) => draft.elements.includes(element.word));
  if (needsElements(draft.outcome) && !allFound) missing.push('missing.elements');
  if (asksForLess(draft.outcome) && !draft.lesser) missing.push('missing.lesser');
  if (saysUnfounded(draft) && !draft.unfounded.trim()) missing.push('missing.unfounded');
  if (!draft.read) missing.push('missing.read');
  return missing;
}

export function renderDecide(draft: Draft, told: Told): Decide {
  const isTerms = draft.ground === 'terms';
  const territory = draft.territory.toUpperCase().split(/[\s,;]+/).filter(Boolean);
  // Near matches are decided by name, and naming some means naming all that are meant.
  const plain = told.items.filter((item) => !item.look).map((item) => item.no);
  return {
    outcome: draft.outcome,
    ground: { kind: isTerms ? 'contractual' : 'legal', duty: isTerms ? draft.clause.trim() : draft.ground },
    facts: draft.facts.trim(),
    reasons: draft.reasons.trim(),
    ...(territory.length ? { territory } : {}),
    ...(draft.items.length ? { items: [...plain, ...draft.items].sort((a, b) => a - b) } : {}),
    weighing: {
      elements: draft.elements,
      ...(asksForLess(draft.outcome) ? { lesser: draft.lesser } : {}),
      languages: draft.read ? [told.language] : [],
      ...(saysUnfounded(draft) ? { unfounded: draft.unfounded.trim() } : {}),
    },
  };
}
