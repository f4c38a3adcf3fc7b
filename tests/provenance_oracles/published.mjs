// SPDX-License-Identifier: Apache-2.0
// What @contentauth/c2pa-wasm (c2pa-rs) says of the published files, one line of JSON a file; with --bench, how many of
// them it reads and checks in a second of CPU time, from memory.
// Usage: node published.mjs MODULES DATA FILE...        FILE: below DATA
//        node published.mjs MODULES DATA --bench SECONDS FILE...
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, data, ...rest] = process.argv.slice(2)
const folder = join(modules, 'node_modules/@contentauth/c2pa-wasm/pkg')
const { initSync, WasmReader } = await import(pathToFileURL(join(folder, 'c2pa.js')).href)
initSync({ module: readFileSync(join(folder, 'c2pa_bg.wasm')) })

const list = (name) => readFileSync(join(data, 'trust', name), 'utf8')
const settings = JSON.stringify({
  trust: {
    // It has one list for signers and time-stamping authorities alike.
    trust_anchors: ['test_cert_root_bundle.pem', 'fixture-root.pem', 'fixture-tsa-root.pem'].map(list).join('\n'),
    trust_config: list('store.cfg'),
  },
  verify: { verify_trust: true, remote_manifest_fetch: false, ocsp_fetch: false },
})
const mimes = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', mov: 'video/quicktime', m4a: 'audio/mp4',
  avif: 'image/avif', heif: 'image/heif', heic: 'image/heic', webp: 'image/webp', wav: 'audio/wav', avi: 'video/avi',
  gif: 'image/gif', tif: 'image/tiff', tiff: 'image/tiff', dng: 'image/x-adobe-dng', svg: 'image/svg+xml',
  mp3: 'audio/mpeg', flac: 'audio/flac', jxl: 'image/jxl', pdf: 'application/pdf', c2pa: 'application/c2pa',
}
const mimeOf = (file) => mimes[file.slice(file.lastIndexOf('.') + 1).toLowerCase()]
const codesOf = (group) => (group ?? []).map((entry) => entry.code)

async function judge(file) {
  try {
    const reader = await WasmReader.fromBytes(mimeOf(file), readFileSync(join(data, file)), settings)
    const report = JSON.parse(reader.json())
    const results = report.validation_results ?? {}
    return {
      state: report.validation_state,
      failures: [
        ...codesOf(results.activeManifest?.failure),
        ...(results.ingredientDeltas ?? []).flatMap((delta) => codesOf(delta.validationDeltas.failure)),
      ],
    }
  } catch (error) {
    return { state: 'error', error: String(error?.message ?? error) }
  }
}

async function bench(seconds, files) {
  const loaded = files.map((file) => ({ mime: mimeOf(file), bytes: readFileSync(join(data, file)) }))
  const start = process.cpuUsage()
  let count = 0
  let passed = 0
  while (passed < seconds) {
    for (const { mime, bytes } of loaded) {
      const reader = await WasmReader.fromBytes(mime, bytes, settings).catch(() => null)
      if (reader !== null) reader.json()
      count += 1
    }
    const used = process.cpuUsage(start)
    passed = (used.user + used.system) / 1e6
  }
  console.log(JSON.stringify({ files_per_cpu_second: count / passed }))
}

if (rest[0] === '--bench') {
  await bench(Number(rest[1]), rest.slice(2))
} else {
  for (const file of rest) console.log(JSON.stringify({ file, ...(await judge(file)) }))
}
