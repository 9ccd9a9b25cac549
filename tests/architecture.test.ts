// House rules the linter cannot see. When one of these fails, the message says which file and which rule.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = dirname(import.meta.dirname)
const code = ['contract', 'server', 'src', 'scripts'].map((folder) => `${folder}/**/*.{ts,vue,js}`)
const rooms = ['assessment', 'subsidies', 'financing', 'consultations', 'notices', 'reports', 'aid', 'training']
const foundations = ['accounts', 'portfolio', 'cases', 'files', 'messages', 'county', 'audit']
const bannedNames = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared', 'manager', 'handler', 'data', 'types']

function list(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] }).sort()
}
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const linesOf = (file: string) => read(file).split('\n').length - 1
/** "file:line" of every line that matches. */
function grep(pattern: RegExp, files: string[]): string[] {
  return files.flatMap((file) => {
    const lines = read(file).split('\n')
    return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : []))
  })
}

describe('names', () => {
  it('are never those of a drawer', () => {
    const parts = list(...code, 'tests/**/*.ts').filter((file) =>
      file.split('/').some((part) => bannedNames.includes(part.replace(/(\.\w+)+$/, ''))),
    )
    expect(parts).toEqual([])
  })

  it('of TypeScript files are kebab-case, of components PascalCase in two words or more', () => {
    const odd = list(...code, 'tests/**/*.{ts,vue}').filter((file) => {
      const name = basename(file, extname(file))
      if (file === 'src/App.vue') return false
      return extname(file) === '.vue' ? !/^([A-Z][a-z0-9]*){2,}$/.test(name) : !/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name) && !/^[A-Z]\w+Page\.dom\.test$/.test(name)
    })
    expect(odd).toEqual([])
  })

  it('of folders on the three floors are capability words', () => {
    const floors = {
      contract: [...rooms, ...foundations, 'identifiers'],
      server: [...rooms, ...foundations, 'content', 'db', 'http', 'demo', 'cli', 'pdf', 'operations'],
      src: [...rooms, ...foundations, 'app', 'ui', 'service-worker', 'styles'],
    }
    const unknown = Object.entries(floors).flatMap(([floor, known]) =>
      list(`${floor}/*/**/*`).filter((file) => !known.includes(file.split('/')[1] ?? '')),
    )
    expect(unknown).toEqual([])
  })
})

describe('a URL of the API', () => {
  // They tell API from pages by the prefix; none of them names an endpoint.
  const byPrefix = ['src/service-worker/', 'server/http/', 'server/app.ts', 'server/openapi']

  it('is written in contract/**/endpoints.ts only', () => {
    const files = list(...code).filter((file) => !/^contract\/.*endpoints\.ts$/.test(file) && !byPrefix.some((start) => file.startsWith(start)))
    expect(grep(/['"`]\/api\//, files.filter((file) => file !== 'contract/endpoint.ts'))).toEqual([])
  })
})

describe('size', () => {
  it('of a TypeScript file stays under 300 lines', () => {
    expect(list(...code).filter((file) => file.endsWith('.ts') && linesOf(file) > 300)).toEqual([])
  })

  it('of a component stays under 250 lines', () => {
    expect(list(...code).filter((file) => file.endsWith('.vue') && linesOf(file) > 250)).toEqual([])
  })

  it('of a test file stays under 400 lines', () => {
    expect(list('tests/**/*.ts').filter((file) => linesOf(file) > 400)).toEqual([])
  })
})

describe('county facts', () => {
  it('are content: the name of the county is in no code', () => {
    expect(grep(/桓台|淄博|huantai/i, list(...code, 'index.html', 'vite.config.ts').filter((file) => file !== 'server/config.ts'))).toEqual([])
  })

  it('are data that imports nothing', () => {
    expect(list('content/**/*.{ts,js,mjs,vue}')).toEqual([])
  })
})

describe('shortcuts', () => {
  const all = list(...code, 'tests/**/*.{ts,vue}').filter((file) => file !== 'tests/architecture.test.ts')

  it('that leave out or single out a test are not there', () => {
    expect(grep(/\b(it|test|describe)\.(skip|skipIf|runIf|todo|only|fixme)\b/, all)).toEqual([])
  })

  it('around the compiler and the linter are not there', () => {
    expect(grep(/@ts-ignore|@ts-nocheck|eslint-disable/, all)).toEqual([])
    expect(grep(/as unknown as/, list(...code).filter((file) => !file.startsWith('server/db/')))).toEqual([])
  })

  it('"for later" are not there', () => {
    expect(grep(/\b(TODO|FIXME|XXX)\b/, list(...code))).toEqual([])
  })

  it('through index files are not there', () => {
    const orderedList = 'server/db/migrations/index.ts'
    expect(list(...code).filter((file) => basename(file) === 'index.ts' && file !== orderedList)).toEqual([])
  })
})
