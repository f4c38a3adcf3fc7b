// SPDX-License-Identifier: Apache-2.0
// What is seen of an item: nothing until asked, then blurred and grey, clear only by a second choice, which is counted.
// A file that another item of the case already is, is not shown again.
import type { Item, Pair } from './client';
import type { Work } from './work';

export function firstWithSameFile(items: readonly Item[], item: Item): Item | undefined {
  const first = item.sha256 ? items.find((other) => other.sha256 === item.sha256) : undefined;
  return first && first.no !== item.no ? first : undefined;
}

// Each file once: not the same file under another number, and not alone what a pair shows beside its copy.
export function listPictures(items: readonly Item[]): Item[] {
  const once = items.filter((item) => item.preview && !firstWithSameFile(items, item));
  const beside = new Set(once.map((item) => item.pair?.original.src));
  return once.filter((item) => item.pair || !beside.has(`/console/media/${item.preview}`));
}

function PairView({ work, pair, isClear }: { work: Work; pair: Pair; isClear: boolean }) {
  const say = (word: string) => work.say(`console.pair${word}`);
  const at = (src: string) => (isClear ? `${src}?clear=1` : src);
  const name = pair.name;
  return (
    <div class={`pair ${work.state.inColour ? 'colour' : ''}`}>
      <figure>
        <svg viewBox={`0 0 ${pair.original.width} ${pair.original.height}`} role="img" aria-label={say('.original')}>
          <image href={at(pair.original.src)} width={pair.original.width} height={pair.original.height} preserveAspectRatio="none" />
        </svg>
        <figcaption>{say('.original')}</figcaption>
      </figure>
      <figure>
        <svg viewBox={`0 0 ${pair.copy.width} ${pair.copy.height}`} role="img" aria-label={say('.copy')}>
          <image href={at(pair.copy.src)} width={pair.copy.width} height={pair.copy.height} preserveAspectRatio="none" />
          {pair.outline && <polygon points={pair.outline} />}
        </svg>
        <figcaption>{say('.copy')}</figcaption>
      </figure>
      {pair.over && (
        <figure class="over">
          {(['copy', 'both', 'original'] as const).map((part) => (
            <span key={part}>
              <input type="radio" id={`${name}-${part}`} name={name} defaultChecked={part === 'copy'}
                class={part === 'both' ? 'both' : part === 'original' ? 'under' : ''}
                onChange={(event) => {
                  const group = event.currentTarget.closest('figure')?.querySelector('g');
                  group?.setAttribute('class', part);
                }} />
              <label for={`${name}-${part}`}>{say(`.${part}`)}</label>
            </span>
          ))}
          <svg viewBox={`0 0 ${pair.over.width} ${pair.over.height}`} role="img" aria-label={say('.over')}>
            <image href={at(pair.over.src)} width={pair.over.width} height={pair.over.height} preserveAspectRatio="none" />
            <g transform={`matrix(${pair.over.matrix})`}>
              <image href={at(pair.over.copy_src)} width="1" height="1" preserveAspectRatio="none" />
            </g>
          </svg>
          <figcaption>{say('.over')}</figcaption>
        </figure>
      )}
    </div>
  );
}

export function MediaCard({ work }: { work: Work }) {
  const { say, state } = work;
  const items = state.told?.items ?? [];
  const pictures = listPictures(items);
  const { seen, max } = state.desk.exposures;
  const isClear = state.shown === 'clear';
  if (!pictures.length) return <p class="hint">{say('media.none')}</p>;
  // Counted by the server when it was sent; refused when the day is full.
  const came = () => { if (isClear) void work.readDesk(); };
  const refused = () => { if (isClear) work.set({ shown: 'blurred', fault: say('console.exposures.full') }); };
  return (
    <div class="card media" onLoadCapture={came} onErrorCapture={refused}>
      {!state.shown && (
        <p>
          <strong>{say('media', { count: pictures.length })}</strong> {say('media.warning')}
        </p>
      )}
      {state.shown && pictures.map((item) => (
        <figure key={item.no}>
          {item.pair ? <PairView work={work} pair={item.pair} isClear={isClear} /> : (
            <img class={`thumb large ${state.inColour ? 'colour' : ''}`} src={`/console/media/${item.preview}${isClear ? '?clear=1' : ''}`}
              alt={say('picture', { no: item.no, state: say(isClear ? 'clear' : 'blurred') })} />
          )}
          <figcaption>{item.no}. {say(isClear ? 'clear' : 'blurred')}</figcaption>
        </figure>
      ))}
      <p class="row">
        <button type="button" class="quiet" onClick={() => work.turnMedia()}>
          {say(state.shown === 'blurred' ? 'console.show_clear' : 'console.show_blurred')} <kbd>b</kbd>
        </button>
        <span class="hint">{say('seen', { seen, max })}</span>
      </p>
    </div>
  );
}
