// SPDX-License-Identifier: Apache-2.0
// The quick way out, better than a link: the page goes blank at once, this address is replaced in the history, and
// pressing Shift three times within five seconds does the same. Without script the link still works.

const presses = [];
const span_ms = 5000;

function leave() {
  document.body.hidden = true;
  document.title = '';
  location.replace('/leave');
}

// Shift alone: a capital letter is typed with Shift too, and must not count.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Shift') presses.length = 0;
});
document.addEventListener('keyup', (event) => {
  if (event.key !== 'Shift') {
    presses.length = 0;
    return;
  }
  presses.push(event.timeStamp);
  if (presses.length > 3) presses.shift();
  if (presses.length === 3 && presses[2] - presses[0] <= span_ms) leave();
});

document.querySelector('.leave')?.addEventListener('click', (event) => {
  event.preventDefault();
  leave();
});

// A page that was left must not come back from memory.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

// The next question may ask for something that only a script can reckon.
for (const field of document.querySelectorAll('input[name=script]')) {
  if (typeof WebAssembly === 'object') field.value = 'yes';
}
