// What a phone is made to carry. Reads the build, needs no browser.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const client = join(import.meta.dirname, '../../dist/client')
const files = (pattern: string) => globSync(pattern, { cwd: client }).sort()
const read = (file: string) => readFileSync(join(client, file), 'utf8')

test('no validator travels to the phone', () => {
  const scripts = files('{assets/*.js,sw.js}')
  expect(scripts.length).toBeGreaterThan(5)
  expect(scripts.filter((file) => /typebox|~kind|TypeCompiler/i.test(read(file)))).toEqual([])
})

test('no font travels to the phone, and no file of another host is asked for', () => {
  expect(files('assets/*.{woff,woff2,ttf,otf}')).toEqual([])
  expect(files('assets/*.css').filter((file) => /@font-face|font\/woff|https?:\/\/(?!www\.w3\.org)/.test(read(file)))).toEqual([])
})

test('nothing is published that is only for us', () => {
  expect(files('**/*.map')).toEqual([])
})

test('what is kept for offline is the shell, the public reading and the drafts: no desk, no PDF viewer, nothing that only sends', () => {
  const kept = [...new Set(read('sw.js').match(/(?:assets|icons)\/[\w.-]+\.(?:js|css|svg)/g) ?? [])]
  expect(kept.length).toBeGreaterThan(3)
  expect(kept.filter((file) => /assets\/(desk|pdf)/i.test(file))).toEqual([])
  expect(kept.filter((file) => /tus-resumable/i.test(read(file)))).toEqual([])
})
