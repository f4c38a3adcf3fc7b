// SPDX-License-Identifier: Apache-2.0
// page.js — the button on /transparency: starts the audit in a worker and tells its verdict in words. All texts come from
// the page, in the reader's language; whatever a ledger says is set as text and never as markup.

const area = document.getElementById('audit');
const language = document.documentElement.lang;
const texts = new Map();
for (const one of document.getElementById('audit-words').content.querySelectorAll('[data-word]')) {
  texts.set(one.dataset.word, one.textContent);
}

const number = new Intl.NumberFormat(language, { numberingSystem: 'latn' });
const instant = new Intl.DateTimeFormat(language, {
  dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC', numberingSystem: 'latn', hourCycle: 'h23',
});
const monthName = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC', numberingSystem: 'latn' });
const when = (ms) => `${instant.format(ms)} UTC`;
const inMinutes = (ms) => number.format(Math.round(ms / 60_000));

const PAGE_ROWS = 100;
const STALE_MS = 5 * 60_000;

function say(word, values = {}) {
  return (texts.get(word) ?? word).replace(/\{([a-z]+)\}/g, (all, name) => values[name] ?? all);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const paragraph = (text, attributes = {}) => make('p', attributes, text);
const isolated = (text) => make('bdi', {}, text);
// Sentences of the check itself, which has one language.
const inEnglish = (text) => make('span', { lang: 'en', dir: 'ltr' }, text);

// ── what this browser saw last ───────────────────────────────────────────────────────────────────────────────────────

const MEMORY = 'redress-ledger';

function recall() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY));
  } catch {
    return null;
  }
}

function remember(memory) {
  try {
    if (memory) localStorage.setItem(MEMORY, JSON.stringify({ ...memory, at: Date.now() }));
    return true;
  } catch {
    return false; // a private window keeps nothing
  }
}

// ── the parts of the answer ──────────────────────────────────────────────────────────────────────────────────────────

function verdictOf(report, seen) {
  const kind = { holds: 'note', findings: 'fault' }[report.verdict] ?? 'danger';
  const values = { size: number.format(report.size), count: number.format(report.findingCount) };
  const mark = { note: '\u2713 ', fault: '\u2717 ', danger: '! ' }[kind];
  const box = make('div', { class: kind, id: 'verdict', 'data-verdict': report.verdict, tabindex: '-1' },
    make('h3', {}, make('span', { 'aria-hidden': 'true' }, mark), say(report.verdict)), paragraph(say(`${report.verdict}.text`, values)));
  const history = seen && seen.origin === report.origin
    ? say('seen', { size: number.format(seen.size), when: when(seen.at) }) : say('first');
  if (report.memory) box.append(paragraph(history));
  return box;
}

function findingsOf(report) {
  if (report.findingCount === 0) return [];
  const list = make('ul', { class: 'plain', id: 'findings' });
  for (const one of report.findings.slice(0, PAGE_ROWS)) {
    const place = one.index === null || one.index === undefined ? '' : say('entry', { index: String(one.index) });
    const where = [place, one.caseId && say('case', { id: one.caseId.slice(0, 8) })].filter(Boolean).join(', ');
    list.append(make('li', { 'data-rule': one.rule }, make('strong', {}, say(`rule.${one.rule}`)), make('br'), inEnglish(one.what),
      ...(where ? [make('br'), make('small', {}, where)] : [])));
  }
  const more = report.findingCount > PAGE_ROWS ? [paragraph(say('more', { count: number.format(report.findingCount - PAGE_ROWS) }), { class: 'hint' })] : [];
  return [make('div', { class: 'card' }, make('h3', {}, say('found')), list, ...more)];
}

const COUNTS = ['met', 'missed', 'running', 'paused', 'void'];

function countOf(word, count) {
  const marks = [count === 0 && word !== 'missed' ? 'zero' : '', word === 'missed' && count > 0 ? 'lost' : ''].filter(Boolean);
  return make('td', { class: ['number', ...marks].join(' '), 'data-label': say(word) }, number.format(count));
}

function tableOf(report) {
  if (report.duties.length === 0) return paragraph(say('no_clocks'));
  const head = make('tr', {}, make('td'), ...COUNTS.map((word) => make('th', { scope: 'col', class: 'number' }, say(word))));
  const rows = report.duties.map((row) => {
    const month = monthName.format(Date.parse(`${row.month}-01T00:00:00Z`));
    const name = make('th', { scope: 'row' }, isolated(row.duty), make('small', {}, ` ${month}`));
    return make('tr', { 'data-duty': row.duty }, name, ...COUNTS.map((word) => countOf(word, row[word])));
  });
  const table = make('table', { class: 'counts', id: 'duties' }, make('caption', {}, say('clocks')), make('thead', {}, head), make('tbody', {}, ...rows));
  return make('div', { class: 'card' }, make('div', { class: 'scroll' }, table));
}

function orderOf(order) {
  const issuer = order.issuer === null ? say('order.hidden') : [order.issuer, order.rank].filter(Boolean).join(', ');
  const ground = [order.legalBasis, order.provision].filter(Boolean).join(', ');
  const form = order.defects.length === 0 ? say('order.whole') : say('order.lacks', { checks: order.defects.join(', ') });
  return make('li', {},
    make('strong', {}, isolated(issuer)), make('span', { class: 'time' }, when(order.at)),
    ...(ground ? [isolated(ground), make('br')] : []),
    make('span', { class: `tag ${order.defects.length === 0 ? 'good' : 'warn'}` }, form), ' ',
    make('span', { class: 'tag' }, say(order.isActedOn ? 'order.acted' : 'order.returned')));
}

function ordersOf(report) {
  if (report.orderList.length === 0) return paragraph(say('no_orders'));
  const list = make('ul', { class: 'plain', id: 'orders' }, ...report.orderList.slice(-PAGE_ROWS).reverse().map(orderOf));
  return make('div', { class: 'card' }, make('h3', {}, say('orders')), list);
}

function timesOf(report) {
  const lines = [];
  if (report.lastAt !== null) lines.push(say('newest', { when: when(report.lastAt) }));
  if (report.lastAt !== null && Date.now() - report.lastAt > STALE_MS) lines.push(say('stale', { minutes: inMinutes(Date.now() - report.lastAt) }));
  if (report.gaps.length > 0) {
    const longest = Math.max(...report.gaps.map((gap) => gap.until - gap.from));
    lines.push(say('gaps', { count: number.format(report.gaps.length), minutes: inMinutes(longest) }));
  }
  if (report.notes.includes('key_changed')) lines.push(say('key_changed'));
  return lines.map((line) => paragraph(line, { class: 'hint' }));
}

// ── the button ───────────────────────────────────────────────────────────────────────────────────────────────────────

const button = make('button', { type: 'button', id: 'audit-start' }, say('start'));
const bar = make('progress', { id: 'audit-progress', max: '1', value: '0', 'aria-label': say('start') });
const status = make('p', { role: 'status', class: 'hint' });
const answer = make('div', { id: 'audit-answer' });
bar.hidden = true;

function showProgress({ done, size }) {
  bar.max = Math.max(size, 1);
  bar.value = done;
  status.textContent = say('reading', { done: number.format(done), size: number.format(size) });
}

function finish(...parts) {
  bar.hidden = true;
  status.textContent = '';
  button.disabled = false;
  button.textContent = say('again');
  answer.replaceChildren(...parts);
  answer.firstElementChild?.focus();
}

function showFailure(why) {
  finish(make('div', { class: 'danger', id: 'verdict', 'data-verdict': 'failed', tabindex: '-1' },
    make('h3', {}, say('failed')), paragraph(say('failed.text')), make('p', {}, inEnglish(why))));
}

function start() {
  button.disabled = true;
  bar.hidden = false;
  bar.removeAttribute('value');
  status.textContent = say('begins');
  answer.replaceChildren();
  const seen = recall();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onerror = (event) => {
    worker.terminate();
    showFailure(event.message || 'the check could not be loaded');
  };
  worker.onmessage = ({ data }) => {
    if (data.progress) return showProgress(data.progress);
    worker.terminate();
    if (data.error !== undefined) return showFailure(data.error);
    const { report } = data;
    remember(report.memory);
    return finish(verdictOf(report, seen), ...timesOf(report), ...findingsOf(report), tableOf(report), ordersOf(report));
  };
  worker.postMessage({ base: new URL(area.dataset.ledger, location.href).href, memory: seen });
}

button.addEventListener('click', start);
area.append(button, bar, status);
(area.closest('.panel') ?? area).after(answer);
area.hidden = false;
