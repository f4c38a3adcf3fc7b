// SPDX-License-Identifier: Apache-2.0
// The decision: ground, what was found, why nothing less, facts and reasons. Digits tick; nothing open is ever sent.
import { asksForLess, listMissing, saysUnfounded, toggle } from './draft';
import type { Draft } from './draft';
import type { Outcome } from './client';
import type { Work } from './work';

const outcomes: readonly Outcome[] = ['remove', 'restrict', 'label', 'reject'];

export function Templates({ work }: { work: Work }) {
  const templates = work.state.told?.templates ?? [];
  return (
    <div class="templates" role="group" aria-label={work.say('templates')}>
      {templates.map((template, i) => (
        <button type="button" class="quiet" key={template.name} onClick={() => void work.begin(template.outcome, i + 1)}>
          <kbd>{i + 1}</kbd> {template.name}
        </button>
      ))}
    </div>
  );
}

export function DecisionCard({ work, draft }: { work: Work; draft: Draft }) {
  const { say } = work;
  const told = work.state.told!;
  const put = (change: Partial<Draft>) => work.keep({ ...draft, ...change });
  const missing = listMissing(draft, told);
  const near = told.items.filter((item) => item.look);
  const text = (name: 'facts' | 'reasons') => (
    <label>
      {say(`console.${name}`)} <span class="hint">{say(`console.${name}.hint`)}</span>
      <textarea rows={3} dir="auto" value={draft[name]} onInput={(event) => put({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form class="card decision" onSubmit={(event) => { event.preventDefault(); void work.submit(); }}>
      <h2>{say('decide', { outcome: say(`outcome.${draft.outcome}`) })}</h2>
      <div class="row outcomes" role="group" aria-label={say('console.decide')}>
        {outcomes.map((outcome) => (
          <button type="button" key={outcome} class={outcome === draft.outcome ? '' : 'quiet'} aria-pressed={outcome === draft.outcome}
            onClick={() => put({ outcome })}>{say(`outcome.${outcome}`)}</button>
        ))}
      </div>
      <label>
        {say('console.ground')} <kbd>p</kbd>
        <select value={draft.ground} onChange={(event) => put({ ground: event.currentTarget.value })}>
          {told.grounds.map((ground) => <option key={ground.value} value={ground.value}>{ground.text}</option>)}
          <option value="terms">{say('console.ground.terms')}</option>
        </select>
      </label>
      {draft.ground === 'terms'
        ? <label>{say('console.clause')}<input type="text" value={draft.clause} onInput={(event) => put({ clause: event.currentTarget.value })} /></label>
        : <p class="hint">{say('pack', { pack: (told.grounds.find((ground) => ground.value === draft.ground)?.pack ?? '').slice(0, 12) })}</p>}
      <fieldset>
        <legend>{say('elements')}</legend>
        {told.elements.map((element, i) => (
          <label class="pick" key={element.word}>
            <input type="checkbox" checked={draft.elements.includes(element.word)}
              onChange={() => put({ elements: toggle(draft.elements, element.word) })} />
            <span><kbd>{i + 1}</kbd> {element.text}</span>
          </label>
        ))}
      </fieldset>
      {asksForLess(draft.outcome) && (
        <fieldset>
          <legend>{say('lesser')}</legend>
          {told.lesser.map((reason, i) => (
            <label class="pick" key={reason}>
              <input type="radio" name="lesser" checked={draft.lesser === reason} onChange={() => put({ lesser: reason })} />
              <span><kbd>{told.elements.length + i + 1}</kbd> {reason}</span>
            </label>
          ))}
        </fieldset>
      )}
      {draft.outcome === 'reject' && (
        <label class="pick">
          <input type="checkbox" checked={draft.isUnfounded} onChange={() => put({ isUnfounded: !draft.isUnfounded })} />
          <span>{say('unfounded')}</span>
        </label>
      )}
      {saysUnfounded(draft) && (
        <label>
          {say('unfounded.why')}
          <input type="text" dir="auto" maxLength={500} value={draft.unfounded} onInput={(event) => put({ unfounded: event.currentTarget.value })} />
        </label>
      )}
      {text('facts')}
      {text('reasons')}
      <label>
        {say('console.territory')} <span class="hint">{say('console.territory.hint')}</span>
        <input type="text" autocapitalize="characters" value={draft.territory} onInput={(event) => put({ territory: event.currentTarget.value })} />
      </label>
      {near.length > 0 && (
        <fieldset>
          <legend>{say('look_items')}</legend>
          {near.map((item) => (
            <label class="pick" key={item.no}>
              <input type="checkbox" checked={draft.items.includes(item.no)} onChange={() => put({ items: toggle(draft.items, item.no) })} />
              <span>{item.no}. {item.match}</span>
            </label>
          ))}
        </fieldset>
      )}
      <label class="pick">
        <input type="checkbox" checked={draft.read} onChange={() => put({ read: !draft.read })} />
        <span><kbd>t</kbd> {say('read', { language: told.language })}</span>
      </label>
      {missing.length > 0 && <ul class="missing">{missing.map((word) => <li key={word}>{say(word)}</li>)}</ul>}
      <p class="row">
        <button type="submit" disabled={missing.length > 0}>{say('send')} <kbd>s</kbd></button>
        <button type="button" disabled={missing.length > 0} onClick={() => void work.submitNext()}>{say('cmd.submit_next')} <kbd>n</kbd></button>
        <button type="button" class="quiet" onClick={() => void work.cancel()}>{say('cancel')} <kbd>c</kbd></button>
      </p>
      <p class="hint">{say('draft')}</p>
    </form>
  );
}
