// Plain JavaScript on purpose: it must still run on the Node that is too old for everything else.
// Prints one line and stops when npm scripts do not run on Node 24 (it carries node:sqlite and runs TypeScript).
import { existsSync } from 'node:fs'

const needed = [24, 15]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const installed = existsSync(new URL('../node_modules/fastify', import.meta.url))

function complaint() {
  if (!installed) return 'The dependencies are not installed: run "npm ci" first.'
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return undefined
  return (
    `Node ${process.versions.node} is running, Node ${needed.join('.')} or newer is needed: run "npm ci" without --omit=optional ` +
    `(it brings Node 24 for Linux x64/arm64 with glibc and Windows x64), or on ${process.platform} ${process.arch} install Node 24 and run npm with it.`
  )
}

const sentence = complaint()
if (sentence !== undefined) {
  console.error(sentence)
  process.exit(1)
}
