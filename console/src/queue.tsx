// SPDX-License-Identifier: Apache-2.0
// The left pane: what waits, the tightest first, with what cannot be done in time said beforehand.
import type { Row } from './client';
import { forecast } from './forecast';
import { languagesIn, reads } from './route';
import type { Settings } from './settings';
import type { Work } from './work';

function RowView({ work, row, late }: { work: Work; row: Row; late: boolean }) {
  const { say } = work;
  const isOpen = work.state.told?.case_id === row.id;
  const holder = row.held_by === work.state.desk.user ? say('mine') : row.held_by && say('held', { name: row.held_by });
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void work.open(row.id);
  };
  return (
    <li class={work.isFree(row) ? '' : 'away'}>
      <a href={`/console/cases/${row.id}`} aria-current={isOpen ? 'true' : undefined} onClick={open}>
        <span class={`left ${row.urgency}`}>{row.left}</span> <bdi class="code">{row.case_code}</bdi>
        <span class="what">{row.harm}</span>
        <small>
          {row.size} · <bdi>{row.language}</bdi>
          {!reads(work.reader, row.language) && ' ✕'}
        </small>
        {late && <span class="tag bad">{say('late')}</span>}
        {row.restricted && <span class="tag warn">{say('console.restricted')}</span>}
        {row.appeal && <span class="tag warn">{say('console.appeal')}</span>}
        {row.look && <span class="tag warn">{say('console.look')}</span>}
        {row.elsewhere && <span class="tag">{say('console.elsewhere')}</span>}
        {row.again && <span class="tag">{say('console.again')}</span>}
        {holder && <span class="tag">{holder}</span>}
      </a>
    </li>
  );
}

export function QueuePane({ work, settings }: { work: Work; settings: Settings }) {
  const { say, state } = work;
  const { people, minutes } = settings.value;
  const queue = state.rows.map((row) => ({ id: row.id, dueAt: row.due_at ? Date.parse(row.due_at) : undefined }));
  const late = forecast(queue, people, minutes, Date.now());
  const first = state.rows.find((row) => late.has(row.id));
  const number = (name: 'people' | 'minutes', least: number) => (
    <label>
      {say(name)}
      <input type="number" min={least} max="999" value={settings.value[name]}
        onChange={(event) => settings.put({ [name]: Math.max(least, Number(event.currentTarget.value) || least) })} />
    </label>
  );
  return (
    <section class="pane queue" aria-label={say('queue')}>
      <h1>{say('queue')} <small>{say('open', { count: state.open })}</small></h1>
      <details>
        <summary class={first ? 'wrong' : 'hint'}>
          {first ? say('forecast.bad', { count: late.size, people, minutes, code: first.case_code })
            : say('forecast.good', { people, minutes })}
        </summary>
        <div class="pair">{number('people', 0)}{number('minutes', 1)}</div>
        <label>
          {say('my_languages')}
          <input type="text" value={state.languages.join(', ')} aria-describedby="languages-hint"
            onChange={(event) => {
              const languages = languagesIn(event.currentTarget.value);
              settings.put({ languages });
              work.set({ languages });
            }} />
        </label>
        <p class="hint" id="languages-hint">{say('my_languages.hint')}</p>
      </details>
      <ol class="rows">
        {work.rows.map((row) => <RowView key={row.id} work={work} row={row} late={late.has(row.id)} />)}
      </ol>
      {state.rows.length === 0 && <p>{say('console.empty')}</p>}
    </section>
  );
}
