// SPDX-License-Identifier: Apache-2.0
// PDQ of RGBA pixels by the server's own code (pages/device/pdq.cpp). Knows no page and no network.

/** @param {BufferSource} wasm the bytes of pdq.wasm */
export async function loadPdq(wasm) {
  const refuse = () => { throw new Error('pdq.wasm stopped'); };
  const { instance } = await WebAssembly.instantiate(wasm, {
    env: { emscripten_notify_memory_growth() {} },
    wasi_snapshot_preview1: { proc_exit: refuse },
  });
  const code = instance.exports;
  code._initialize();
  // Memory may grow, and then its buffer is another: it is asked for anew each time.
  const view = (at, count) => new Uint8Array(code.memory.buffer, at, count);

  /**
   * @param {number} width
   * @param {number} height
   * @param {(y: number) => Uint8ClampedArray|Uint8Array} rowAt RGBA of one row
   * @returns {{hash: string, quality: number}|null} null when the size is none we can hash
   */
  function hash(width, height, rowAt) {
    if (!code.begin(width, height)) return null;
    for (let y = 0; y < height; ++y) {
      view(code.row(), 4 * width).set(rowAt(y));
      code.add_row();
    }
    const quality = code.finish();
    const hex = Array.from(view(code.hash(), 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return { hash: hex, quality };
  }
  return { hash };
}
