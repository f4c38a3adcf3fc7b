// SPDX-License-Identifier: Apache-2.0
// worker.js — the audit beside the page, so that the page stays alive. Gets {base, memory}; tells {progress} and one
// {report} or {error}.
import { audit } from './audit.js';
import { FAILSAFE_SCHEMA, load } from './js-yaml.mjs';

const TRIES = 3;
const PROGRESS_EVERY_MS = 100;

async function fetchFile(url) {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { credentials: 'omit', cache: 'no-store', redirect: 'error' });
      if (response.status === 404) return null;
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      if (response.status < 500 && response.status !== 429) throw new Error(`${url} answered ${response.status}`);
      if (attempt === TRIES) throw new Error(`${url} answered ${response.status}`);
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 500 * attempt); });
  }
}

function throttled(tell) {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS && progress.done < progress.size) return;
    last = now;
    tell(progress);
  };
}

globalThis.onmessage = async ({ data: { base, memory } }) => {
  try {
    const report = await audit({
      memory,
      read: (path) => fetchFile(base + path),
      loadYaml: (text) => load(text, { schema: FAILSAFE_SCHEMA }),
      onProgress: throttled((progress) => globalThis.postMessage({ progress })),
    });
    globalThis.postMessage({ report });
  } catch (error) {
    globalThis.postMessage({ error: String(error?.message ?? error) });
  }
};
