// SPDX-License-Identifier: Apache-2.0
// Verifiers of others over one of our logs: inclusion by @sigstore/verify, signatures by @noble/curves.
// Usage: node verify.mjs MODULES LOG_FOLDER
import assert from 'node:assert'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [modules, folder] = process.argv.slice(2)
const require = createRequire(join(modules, 'package.json'))
const { verifyMerkleInclusion } = require(join(modules, 'node_modules/@sigstore/verify/dist/tlog/merkle.js'))
const { ed25519 } = await import(pathToFileURL(join(modules, 'node_modules/@noble/curves/ed25519.js')).href)

const keyOf = (file) => {
  const [name, id, ...rest] = readFileSync(join(folder, file), 'utf8').split('+')
  const bytes = Buffer.from(rest.join('+'), 'base64')
  const hash = createHash('sha256').update(name + '\n').update(bytes).digest()
  assert.strictEqual(hash.subarray(0, 4).toString('hex'), id)
  return { name, id, type: bytes[0], key: bytes.subarray(1) }
}
const keys = [keyOf('vkey'), keyOf('witness.vkey')]

// The checkpoint of a note that both keys signed.
const open = (note) => {
  const split = note.lastIndexOf('\n\n')
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2).split('\n').slice(0, -1)
  for (const { name, id, type, key } of keys) {
    const line = lines.find((one) => one.startsWith(`— ${name} `))
    assert.ok(line, `${name} has not signed`)
    const blob = Buffer.from(line.split(' ')[2], 'base64')
    assert.strictEqual(blob.subarray(0, 4).toString('hex'), id)
    const time = type === 4 ? blob.readBigUInt64BE(4) : 0n
    const message = type === 4 ? `cosignature/v1\ntime ${time}\n${text}` : text
    assert.ok(ed25519.verify(blob.subarray(type === 4 ? 12 : 4), Buffer.from(message), key, { zip215: false }), name)
  }
  const [, size, root] = text.split('\n')
  return { logSize: BigInt(size), logHash: Buffer.from(root, 'base64') }
}

const head = open(readFileSync(join(folder, 'checkpoint'), 'utf8'))
let held = 0
let refused = 0
for (let index = 0n; index < head.logSize; ++index) {
  const receipt = readFileSync(join(folder, `receipts/${index}.tlog-proof`), 'utf8')
  const body = readFileSync(join(folder, `receipts/${index}.entry`))
  const [first, indexLine, ...hashes] = receipt.slice(0, receipt.indexOf('\n\n')).split('\n')
  assert.strictEqual(first, 'c2sp.org/tlog-proof@v1')
  assert.strictEqual(indexLine, `index ${index}`)
  const checkpoint = index % 100n === 0n ? open(receipt.slice(receipt.indexOf('\n\n') + 2)) : head
  const proof = { logIndex: index.toString(), hashes: hashes.map((hash) => Buffer.from(hash, 'base64')) }
  verifyMerkleInclusion({ inclusionProof: proof, canonicalizedBody: body }, checkpoint)
  held += 1
  const altered = Buffer.from(body)
  altered[Number(index) % altered.length] ^= 1
  assert.throws(() => verifyMerkleInclusion({ inclusionProof: proof, canonicalizedBody: altered }, checkpoint))
  refused += 1
}
console.log(`accepted: ${held} receipts and their signatures; refused: ${refused} altered entries`)
const note = readFileSync(join(folder, 'checkpoint'), 'utf8')
for (let at = 0; at < note.length; at += 7) {
  // A byte of the text; names and ids in the signature lines are compared above.
  if (at >= note.lastIndexOf('\n\n')) break
  const changed = note.slice(0, at) + String.fromCharCode(note.charCodeAt(at) ^ 1) + note.slice(at + 1)
  assert.throws(() => open(changed), `byte ${at} of the checkpoint`)
}
