// npm run dev: the whole server with its demo data, pages straight from the sources. Restarts by itself when server/, contract/ or content/ change.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url))
const watched = ['server', 'contract', 'content'].map((dir) => `--watch-path=${dir}`)
const child = spawn(process.execPath, [...watched, '--watch-preserve-output', main, '--dev'], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 0))
