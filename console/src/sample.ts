// SPDX-License-Identifier: Apache-2.0
// A case as the tests need it: two elements, two reasons, two templates, one near match.
import type { Told } from './client';

export const told = {
  case_id: '1', case_code: 'AAAA-0001', leading: 'IN-NCII-2H', language: 'hi', event_count: 5, may_decide: true, is_mine: false,
  grounds: [{ value: 'IN-GRIEV-7D', text: '' }, { value: 'IN-NCII-2H', text: '', pack: 'abc' }],
  elements: [{ word: 'depicts_person', text: 'a' }, { word: 'no_consent', text: 'b' }],
  lesser: ['a label leaves it', 'narrow already'],
  templates: [{ name: 'shown', outcome: 'remove', facts: 'Seen: ### what ###', reasons: 'No consent.' },
    { name: 'other', outcome: 'reject', facts: 'Not there.', reasons: 'Outside.' }],
  items: [{ no: 1, look: false }, { no: 2, look: true }],
} as unknown as Told;
