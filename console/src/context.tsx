// SPDX-License-Identifier: Apache-2.0
// The right pane: the items and their copies, the clocks, how to undo, what happened.
import { firstWithSameFile } from './media';
import type { Work } from './work';

export function ContextPane({ work }: { work: Work }) {
  const { say } = work;
  const told = work.state.told;
  if (!told) return <section class="pane context" aria-label={say('context')} />;
  return (
    <section class="pane context" aria-label={say('context')}>
      <div class="card">
        <h2>{say('console.clocks')}</h2>
        <ul class="plain">
          {told.clocks.map((clock) => (
            <li key={`${clock.duty} ${clock.due}`}>
              {clock.left && <span class={`left ${clock.urgency}`}>{clock.left}</span>}{' '}
              <span class={`tag ${clock.tone}`}>{clock.state}</span> <bdi>{clock.duty}</bdi>
              <span class="time">{clock.due}</span><small><bdi>{clock.provision}</bdi></small>
            </li>
          ))}
        </ul>
      </div>
      <div class="card">
        <h2>{say('console.items')}</h2>
        <ul class="plain">
          {told.items.map((item) => {
            const same = firstWithSameFile(told.items, item);
            return (
              <li key={item.no}>
                <strong>{item.no}.</strong> <bdi dir="ltr">{item.where}</bdi><br />
                <span class={`tag ${item.tone}`}>{item.status}</span> {item.territory && <small>{item.territory}</small>}{' '}
                {item.match && <span class={`tag ${item.look ? 'warn' : ''}`}>{item.match}</span>}
                {same && <p class="hint">{say('media.same', { no: same.no })}</p>}
                {item.measure && <span class="time">{item.measure}</span>}
                {item.said && (
                  <details>
                    <summary>{say('console.said')} <span class="tag"><bdi dir="ltr">{item.said.origin}</bdi></span></summary>
                    <p dir="auto">{item.said.summary}</p>
                    <ul>{item.said.lines.map((line) => <li dir="auto" key={line.text}>{line.text}</li>)}</ul>
                  </details>
                )}
              </li>
            );
          })}
        </ul>
        {told.sweeps.map((sweep) => <p class="hint" key={sweep.at + sweep.text}>{sweep.text}<span class="time">{sweep.at}</span></p>)}
      </div>
      {told.undo.length > 0 && (
        <div class="card">
          <h2>{say('console.undo')}</h2>
          <ul class="plain">{told.undo.map((line) => <li key={line}>{line}</li>)}</ul>
          {told.may_reverse && work.mayAct && (
            <button type="button" class="quiet" onClick={() => work.set({ dialog: 'undo' })}>{say('cmd.undo')} <kbd>u</kbd></button>
          )}
        </div>
      )}
      {told.appeal_code && (
        <div class="card">
          <h2>{say('console.uploader')}</h2><p>{say('console.uploader.text')}</p><p><bdi class="code">{told.appeal_code}</bdi></p>
        </div>
      )}
      <div class="card">
        <h2>{say('console.events')}</h2>
        <ol class="steps">
          {told.timeline.map((line, i) => (
            <li key={i}>{line.text}<span class="time">{line.at}{line.by && ` · ${line.by}`}</span></li>
          ))}
        </ol>
      </div>
    </section>
  );
}
