// docs/operations.md names every setting the server reads and none it does not; what it points to is there.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { streamUnread } from '#contract/messages/endpoints.ts'
import { uploadBase } from '#contract/files/endpoints.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const doc = read('docs/operations.md')
const sources = ['server/config.ts', 'server/config-channels.ts', 'server/config-files.ts'].map(read).join('\n')

/** Names as the readers take them: env.NAME, and the lists of names given to `together` and `productionNeeds`. */
function namesRead(): string[] {
  const direct = [...sources.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name)
  const listed = [...sources.matchAll(/(?:together\(env,|productionNeeds = \[)([^)\]]*)/g)].flatMap(([, list = '']) => [...list.matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(([, name = '']) => name))
  // The machine's own: where programs are.
  return [...new Set([...direct, ...listed])].filter((name) => name !== 'PATH').sort()
}

function namesDocumented(): string[] {
  const table = doc.slice(doc.indexOf('## Settings'), doc.indexOf('## First start'))
  const cells = table.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split('|')[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name)).sort()
}

describe('the operator’s document', () => {
  it('has every setting the server reads, once, and none it does not', () => {
    expect(namesRead().length).toBeGreaterThan(25)
    expect(namesDocumented()).toEqual(namesRead())
  })

  it('has every setting of the example file', () => {
    const example = [...read('deploy/zhiqitong.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name)
    expect(example.length).toBeGreaterThan(5)
    expect(example.filter((name) => !namesRead().includes(name))).toEqual([])
  })

  it('names commands that exist', () => {
    const known = /const known = \[([^\]]*)\]/.exec(read('server/cli.ts'))?.[1] ?? ''
    const commands = [...known.matchAll(/'([^']+)'/g)].map(([, name = '']) => name)
    const named = [...doc.matchAll(/npm run (?:--silent )?cli -- ([a-z]+(?: [a-z]+)?)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(8)
    for (const name of named) expect(commands.some((command) => command === name || command === name.split(' ')[0]), name).toBe(true)
  })

  it('points to files that are there', () => {
    const links = [...doc.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => join('docs', target))
    expect(links.length).toBeGreaterThan(2)
    expect(links.filter((target) => !existsSync(target))).toEqual([])
  })
})

describe('the proxies', () => {
  const proxies = ['nginx.conf', 'nginx-processes.conf', 'Caddyfile', 'Caddyfile-processes'].map((name) => read(join('deploy', name)))

  it('let the unread stream through as it comes and the uploads byte by byte, and close the metrics', () => {
    for (const proxy of proxies) {
      expect(proxy).toContain(streamUnread.path)
      expect(proxy).toMatch(/\/metrics/)
      expect(proxy).toMatch(/1h/)
      expect(proxy).toMatch(/12m/i)
    }
    for (const nginx of proxies.slice(0, 2)) {
      expect(nginx).toContain(`location ${uploadBase} {`)
      expect(nginx).toMatch(/proxy_set_header X-Forwarded-For \$remote_addr;/)
    }
  })

  it('are all there is beside the units, the container and the journal', () => {
    expect(readdirSync('deploy').sort()).toEqual(['Caddyfile', 'Caddyfile-processes', 'Containerfile', 'journald@zhiqitong.conf', 'nginx-processes.conf', 'nginx.conf', 'postgres', 'zhiqitong-backup.service', 'zhiqitong-backup.timer', 'zhiqitong.env.example', 'zhiqitong.service', 'zhiqitong@.service'])
  })
})
