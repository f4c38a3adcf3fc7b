// SPDX-License-Identifier: Apache-2.0
// What opens over the page: the keys, the palette, and the acts that need a few words.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { later, obey } from './bind';
import { asTheyCame, commands, keyOf, remap } from './keys';
import type { Command } from './keys';
import type { Settings } from './settings';
import type { Work } from './work';

const names = Object.keys(commands) as (keyof typeof commands)[];

function Modal({ work, label, children }: { work: Work; label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
    const words = box.current?.querySelector<HTMLElement>('textarea') ?? box.current?.querySelector<HTMLElement>('input');
    words?.focus();
  }, []);
  return (
    <dialog ref={box} aria-label={label} onClose={() => work.set({ dialog: '' })}>
      <h2>{label}</h2>
      {children}
    </dialog>
  );
}

function Help({ work, settings }: { work: Work; settings: Settings }) {
  const { say } = work;
  const choice = settings.value.keys;
  const [asking, setAsking] = useState<Command>();
  const [taken, setTaken] = useState(false);
  const take = (event: KeyboardEvent) => {
    if (!asking || event.key === 'Tab' || event.key === 'Shift') return;
    event.preventDefault();
    event.stopPropagation();
    const keys = event.key === 'Escape' ? choice : remap(choice, asking, event.key);
    setTaken(!keys);
    if (keys) settings.put({ keys });
    if (keys) setAsking(undefined);
  };
  return (
    <Modal work={work} label={say('keys')}>
      <label class="pick">
        <input type="checkbox" checked={!choice.off} onChange={() => settings.put({ keys: { ...choice, off: !choice.off } })} />
        <span>{say(choice.off ? 'keys_off' : 'keys_on')}</span>
      </label>
      <p aria-live="polite" class="wrong">{taken && say('taken')}</p>
      <table>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <td><kbd>{keyOf(choice, name)}</kbd></td>
              <td>{say(`cmd.${name}`)}</td>
              <td>
                <button type="button" class="quiet small" onKeyDown={take} onClick={() => { setAsking(name); setTaken(false); }}
                  aria-label={`${say('change')}: ${say(`cmd.${name}`)}`}>{asking === name ? say('press') : say('change')}</button>
              </td>
            </tr>
          ))}
          <tr><td><kbd>1</kbd>–<kbd>9</kbd></td><td>{say('cmd.number')}</td><td /></tr>
          <tr><td><kbd>Ctrl-K</kbd></td><td>{say('cmd.palette')}</td><td /></tr>
        </tbody>
      </table>
      <p class="row">
        <button type="button" onClick={() => work.set({ dialog: '' })}>{say('close')}</button>
        <button type="button" class="quiet" onClick={() => settings.put({ keys: asTheyCame })}>{say('reset')}</button>
      </p>
    </Modal>
  );
}

function Palette({ work, settings }: { work: Work; settings: Settings }) {
  const { say } = work;
  const [filter, setFilter] = useState('');
  const found = names.filter((name) => say(`cmd.${name}`).toLowerCase().includes(filter.toLowerCase()));
  const run = (name: Command | undefined) => {
    work.set({ dialog: '' });
    if (name) later(() => void obey(work, name));
  };
  return (
    <Modal work={work} label={say('palette')}>
      <form onSubmit={(event) => { event.preventDefault(); run(found[0]); }}>
        <label>{say('filter')}<input type="text" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} /></label>
      </form>
      <ul class="plain commands">
        {found.map((name) => (
          <li key={name}><button type="button" class="quiet" onClick={() => run(name)}>{say(`cmd.${name}`)} <kbd>{keyOf(settings.value.keys, name)}</kbd></button></li>
        ))}
      </ul>
    </Modal>
  );
}

// One text, one act. An empty text sends nothing, unless none is needed.
function Words({ work, label, hint, send, optional = false, children }: {
  work: Work; label: string; hint?: string; send: (text: string) => Promise<unknown>; optional?: boolean; children?: ComponentChildren;
}) {
  const { say } = work;
  const [text, setText] = useState('');
  const submit = () => { if (text.trim() || optional) void send(text.trim()); };
  return (
    <Modal work={work} label={label}>
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        {children}
        {hint && <p class="hint" id="words-hint">{hint}</p>}
        <textarea rows={3} dir="auto" aria-label={label} value={text} onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); } }} />
        {work.state.fault && <p class="wrong" role="alert">{work.state.fault}</p>}
        <p class="row">
          <button type="submit" disabled={!text.trim() && !optional}>{say('send')}</button>
          <button type="button" class="quiet" onClick={() => work.set({ dialog: '' })}>{say('cancel')}</button>
        </p>
      </form>
    </Modal>
  );
}

function HandOver({ work }: { work: Work }) {
  const { say } = work;
  const colleagues = work.state.desk.colleagues;
  const [to, setTo] = useState(colleagues[0] ?? '');
  return (
    <Words work={work} label={say('console.hand_over')} hint={say('console.note')} send={(note) => work.act('hand-over', { to, note })}>
      <label>
        {say('console.colleague')}
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          {colleagues.map((name) => <option key={name}>{name}</option>)}
        </select>
      </label>
    </Words>
  );
}

export function Dialogs({ work, settings }: { work: Work; settings: Settings }) {
  const { say, state } = work;
  const no = state.appealNo;
  switch (state.dialog) {
    case 'help': return <Help work={work} settings={settings} />;
    case 'palette': return <Palette work={work} settings={settings} />;
    case 'interim': return <Words work={work} label={say('interim')} hint={say('console.restrict.hint')} optional send={(reason) => work.act('restrict', { reason })} />;
    case 'ask': return <Words work={work} label={say('console.question')} hint={say('console.ask.hint')} send={(question) => work.act('clarify', { question })} />;
    case 'hand': return <HandOver work={work} />;
    case 'recuse': return <Words work={work} label={say('console.recuse')} hint={say('console.recuse.hint')} send={(reason) => work.recuse(reason)} />;
    case 'undo': return <Words work={work} label={say('cmd.undo')} hint={say('console.reasons.hint')} send={(reasons) => work.act('reverse', { reasons })} />;
    case 'decline': return <Words work={work} label={say('console.decline')} send={(reasons) => work.act('second', { agrees: false, reasons })} />;
    case 'appeal':
      return <Words work={work} label={say(no > 0 ? 'console.uphold' : 'console.reject_appeal')} hint={say('console.reasons.hint')}
        send={(reasons) => work.act('appeal', { no: Math.abs(no), outcome: no > 0 ? 'upheld' : 'rejected', reasons })} />;
    default: return null;
  }
}
