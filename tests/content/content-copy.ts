// A copy of the fictional county to be spoiled, and what the loader says of it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { ContentError, loadContent } from '#server/content.ts'

export interface ContentCopy {
  readonly dir: string
  edit<T>(file: string, change: (content: T) => void): void
  /** None when it loads. */
  problems(): readonly string[]
}

/** Called within a describe: each of its tests has a copy of its own. */
export function copyContent(): ContentCopy {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'content-'))
    cpSync('tests/fixtures/content/yunxi', dir, { recursive: true })
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  return {
    get dir() {
      return dir
    },
    edit<T>(file: string, change: (content: T) => void): void {
      const path = join(dir, file)
      const content = JSON.parse(readFileSync(path, 'utf8')) as T
      change(content)
      writeFileSync(path, JSON.stringify(content))
    },
    problems() {
      try {
        loadContent(dir, { demo: true })
      } catch (error) {
        if (error instanceof ContentError) return error.problems
        throw error
      }
      return []
    },
  }
}
