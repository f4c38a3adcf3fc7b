// SPDX-License-Identifier: Apache-2.0
// The picture page of /report: makes the fingerprint here, on this device. The picture itself is sent nowhere; its
// field has no name, so that the form cannot carry it.
import { loadPdq } from './pdq.js';

const quality_min = 50;  // below, a fingerprint says little more than "nearly one colour"
const strip_rows = 64;

const device = document.getElementById('device');
const answer = document.getElementById('device-answer');
const file = document.getElementById('file');
const forget = document.getElementById('forget');
const hash_field = document.getElementById('pdq');
const quality_field = document.getElementById('pdq_quality');

function keep(hash, quality) {
  hash_field.value = hash;
  quality_field.value = hash ? String(quality) : '';
  forget.hidden = !hash;
}

async function readPixels(blob) {
  // As stored, without turning, blending or another colour space: as near to what the server would see as can be.
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: 'none', premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = Math.min(strip_rows, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let first = -1;
  let strip = null;
  const rowAt = (y) => {
    if (first < 0 || y >= first + strip_rows) {
      first = y;
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.drawImage(bitmap, 0, -first);
      strip = context.getImageData(0, 0, canvas.width, canvas.height).data;
    }
    const at = 4 * bitmap.width * (y - first);
    return strip.subarray(at, at + 4 * bitmap.width);
  };
  return { width: bitmap.width, height: bitmap.height, rowAt };
}

async function make() {
  const blob = file.files[0];
  keep('', 0);
  if (!blob) return;
  answer.textContent = device.dataset.works;
  try {
    const [wasm, pixels] = await Promise.all([
      fetch('/assets/device/pdq.wasm').then((response) => response.arrayBuffer()), readPixels(blob)]);
    const made = (await loadPdq(wasm)).hash(pixels.width, pixels.height, pixels.rowAt);
    if (made && made.quality >= quality_min) keep(made.hash, made.quality);
    answer.textContent = made && made.quality >= quality_min ? device.dataset.made : device.dataset.plain;
  } catch {
    answer.textContent = device.dataset.failed;
  }
}

device.hidden = false;
if (hash_field.value) {
  answer.textContent = device.dataset.made;
  forget.hidden = false;
}
file.addEventListener('change', make);
forget.addEventListener('click', () => {
  keep('', 0);
  file.value = '';
  answer.textContent = '';
});
