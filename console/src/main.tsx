// SPDX-License-Identifier: Apache-2.0
// The console, in place of the plain page that the server sent. Without a session, or without script, that page stays.
import { render } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { press } from './bind';
import { CasePane } from './case';
import { connect, Refusal } from './client';
import { ContextPane } from './context';
import { Dialogs } from './dialogs';
import { QueuePane } from './queue';
import { Settings } from './settings';
import { Work } from './work';
import './console.css';

const followEveryMs = 3_000;
const tellEveryMs = 20_000;
const renewEveryMs = 10 * 60_000;

function App({ work, settings }: { work: Work; settings: Settings }) {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => work.subscribe(() => draw(undefined)), [work]);
  const { say, state } = work;
  return (
    <>
      <div class="bar">
        <p role="status">{state.status}</p>
        <p role="alert" class="wrong">{state.dialog ? '' : state.fault}</p>
        <button type="button" class="quiet small" onClick={() => work.set({ dialog: 'help' })}>{say('keys')} <kbd>?</kbd></button>
        <button type="button" class="quiet small" onClick={() => work.set({ dialog: 'palette' })}>{say('palette')} <kbd>Ctrl-K</kbd></button>
      </div>
      <div class="desk">
        <QueuePane work={work} settings={settings} />
        <CasePane work={work} />
        <ContextPane work={work} />
      </div>
      <Dialogs work={work} settings={settings} key={state.dialog} />
    </>
  );
}

// The address says which case is open, so that it can be sent on and works without script.
function keepAddress(work: Work): void {
  const id = work.state.told?.case_id;
  const wanted = id ? `/console/cases/${id}` : '/console/';
  if (location.pathname !== wanted) history.replaceState(null, '', wanted);
}

function keepTime(work: Work): void {
  setInterval(() => void work.follow(), followEveryMs);
  setInterval(() => {
    if (document.hidden) return;
    void work.readQueue();
    void work.reread();
  }, tellEveryMs);
  setInterval(() => {
    if (work.state.draft && work.state.told?.is_mine && document.hasFocus()) void work.hold();
  }, renewEveryMs);
}

async function start(main: HTMLElement): Promise<void> {
  let csrf = '';
  const client = connect(() => csrf);
  const desk = await client.desk();
  csrf = desk.csrf;
  const drawer = {
    get: (key: string) => sessionStorage.getItem(`draft ${key}`),
    put: (key: string, text: string | null) =>
      text === null ? sessionStorage.removeItem(`draft ${key}`) : sessionStorage.setItem(`draft ${key}`, text),
  };
  const settings: Settings = new Settings(localStorage, () => work.set({}));
  // Whoever never said so, and of whom nobody else did, is taken to read the language in which they see the console.
  const told = desk.skills.languages.length ? desk.skills.languages : [desk.language];
  const languages = settings.value.languages.length ? settings.value.languages : told;
  const work: Work = new Work(client, drawer, desk, languages);
  const named = /^\/console\/cases\/([^/]+)$/.exec(location.pathname)?.[1];
  await work.readQueue();
  if (named) await work.open(decodeURIComponent(named));
  work.subscribe(() => keepAddress(work));
  main.replaceChildren();
  main.classList.add('console');
  render(<App work={work} settings={settings} />, main);
  document.addEventListener('keydown', (event) => {
    if (press(work, settings.value.keys, event)) event.preventDefault();
  });
  document.querySelector('form[action="/console/sign-out"]')?.addEventListener('submit', () => sessionStorage.clear());
  keepTime(work);
}

const main = document.getElementById('main');
if (main) {
  start(main).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}
