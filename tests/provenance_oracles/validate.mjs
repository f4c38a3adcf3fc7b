// SPDX-License-Identifier: Apache-2.0
// What @contentauth/c2pa-wasm (c2pa-rs) says of signed files. One line of JSON a file: state, failures, ingredients.
// Usage: node validate.mjs MODULES ROOTS.pem FILE...
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, roots, ...files] = process.argv.slice(2)
const folder = join(modules, 'node_modules/@contentauth/c2pa-wasm/pkg')
const { initSync, WasmReader } = await import(pathToFileURL(join(folder, 'c2pa.js')).href)
initSync({ module: readFileSync(join(folder, 'c2pa_bg.wasm')) })

// What our test signers are certified for; fetching anything is switched off.
const purposes = ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4'].join('\n')
const settings = JSON.stringify({
  trust: { trust_anchors: readFileSync(roots, 'utf8'), trust_config: purposes },
  verify: { verify_trust: true, remote_manifest_fetch: false, ocsp_fetch: false },
})
const mimes = {
  jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4', mov: 'video/quicktime', m4a: 'audio/mp4', avif: 'image/avif',
  heif: 'image/heif', heic: 'image/heic', webp: 'image/webp', wav: 'audio/wav', avi: 'video/avi', gif: 'image/gif',
  tif: 'image/tiff', svg: 'image/svg+xml', mp3: 'audio/mpeg', flac: 'audio/flac', jxl: 'image/jxl',
}

const codesOf = (group) => (group ?? []).map((entry) => entry.code)

for (const file of files) {
  let answer
  try {
    const mime = mimes[file.slice(file.lastIndexOf('.') + 1)]
    const reader = await WasmReader.fromBytes(mime, readFileSync(file), settings)
    const report = JSON.parse(reader.json())
    const results = report.validation_results ?? {}
    const active = report.manifests[report.active_manifest]
    answer = {
      state: report.validation_state,
      failures: codesOf(results.activeManifest?.failure),
      deltas: (results.ingredientDeltas ?? []).flatMap((delta) => codesOf(delta.validationDeltas.failure)),
      assertions: active.assertions.map((assertion) => assertion.label),
      ingredients: (active.ingredients ?? []).map((ingredient) => ({
        manifest: ingredient.active_manifest ?? null,
        recorded: codesOf(ingredient.validation_results?.activeManifest?.failure),
      })),
      manifests: Object.keys(report.manifests).length,
    }
  } catch (error) {
    answer = { state: 'error', error: String(error?.message ?? error) }
  }
  console.log(JSON.stringify({ file, ...answer }))
}
