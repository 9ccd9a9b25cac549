// Lays beside the build what pdf.js fetches only for some documents: character maps for Chinese fonts that are not in the file, and decoders
// for black-and-white scans that need no WebAssembly (our CSP has none). /pdf-<version>/, named by pdf.js itself.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const source = fileURLToPath(new URL('../node_modules/pdfjs-dist', import.meta.url))

function readVersion(): string {
  const about: unknown = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  if (typeof about === 'object' && about !== null && 'version' in about && typeof about.version === 'string') return about.version
  throw new Error('pdfjs-dist has no version')
}

/** Public path → file. */
function listParts(): Map<string, string> {
  const folder = `pdf-${readVersion()}`
  const maps = readdirSync(join(source, 'cmaps'))
    .filter((name) => name.endsWith('.bcmap'))
    .map((name) => join(source, 'cmaps', name))
  const decoders = readdirSync(join(source, 'wasm'))
    .filter((name) => name.endsWith('_nowasm_fallback.js'))
    .map((name) => join(source, 'wasm', name))
  return new Map([...maps, ...decoders].map((file) => [`${folder}/${file.split(/[\\/]/).at(-1) ?? ''}`, file]))
}

export function pdfParts(): Plugin {
  const parts = listParts()
  return {
    name: 'pdf-parts',
    generateBundle() {
      if (this.environment.name !== 'client') return
      for (const [fileName, file] of parts) this.emitFile({ type: 'asset', fileName, source: readFileSync(file) })
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = parts.get((request.url ?? '').slice(1))
        if (!file) return next()
        response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'application/octet-stream')
        response.end(readFileSync(file))
      })
    },
  }
}
