import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { getExpert } from '#contract/consultations/public-endpoints.ts'
import { getNotice } from '#contract/notices/endpoints.ts'
import { getPublicity, listPublicity } from '#contract/subsidies/endpoints.ts'
import { registerPages, type PageBuild } from '#server/http/page.ts'
import { hashOf, readAssets } from '#server/http/page-build.ts'
import type { Deps } from '#server/deps.ts'

const css = 'body{color:red}'
const asset = (text: string, path: string) => ({
  raw: Buffer.from(text),
  br: undefined,
  gzip: undefined,
  type: 'text/css',
  etag: `"${path}"`,
  isHashed: path.startsWith('/assets/'),
})

/** A build of one style and one script, and a renderer that counts what it draws. */
async function aSite() {
  const drawn: string[] = []
  const build: PageBuild = {
    renderer: {
      matchPage: (path) => ({
        kind: path.startsWith('/me') || path === '/shell' ? 'frame' : 'public',
        files: ['src/Page.vue'],
        title: '我的',
        status: path === '/nowhere' ? 404 : 200,
      }),
      renderPage: async (path, answer) => {
        drawn.push(path)
        if (path === '/aid') throw new Error('its code is not there')
        const gone = ['/nowhere', '/subsidies/none', '/notices/none', '/publicity/none', '/consultations/experts/none']
        const status = gone.includes(path) ? 404 : 200
        const read = path.startsWith('/publicity') ? await answer(listPublicity.path, {}) : ''
        return { html: `<p>${path}</p>${JSON.stringify(read)}`, overlays: '', state: '{}', title: '<题>', description: '"说"', status, files: [] }
      },
      renderFrame: async () => {
        drawn.push('frame')
        return '<h1>我的</h1>'
      },
    },
    assets: new Map([
      ['/assets/a.css', asset(css, '/assets/a.css')],
      ['/sw.js', asset('//', '/sw.js')],
    ]),
    template: '<head><!--head--></head><body><div id="app"><!--app--></div><!--overlays--><!--state--></body>',
    entryScript: '/assets/a.js',
    inlineScriptHash: 'sha256-x',
    filesOf: () => ({ css: ['/assets/a.css'], scripts: ['/assets/a.js', '/assets/page.js'] }),
    readCss: () => css,
  }
  const content = { version: 'one', county: { serviceName: '知企通' }, summaries: () => [], programme: (id: string) => (id === 'P05' ? { id } : undefined) } as unknown as Deps['content']
  const clock = { at: Date.parse('2026-11-23T02:00:00Z'), now: () => clock.at }
  const config = { publicUrl: 'https://example.test', demo: true } as Deps['config']
  const app = Fastify()
  const publicity = { state: 'running', isReadable: true }
  const read = async () => {
    if (!publicity.isReadable) throw new Error('no database')
    return publicity.state
  }
  const notice: { withdrawn: object | null } = { withdrawn: null }
  const readings = new Map([
    [getNotice.path, async ({ id }: Record<string, string>) => (id === 'one' ? notice : undefined)],
    [listPublicity.path, read],
    [getPublicity.path, async ({ id }: Record<string, string>) => (id === 'one' ? read() : undefined)],
    [getExpert.path, async ({ id }: Record<string, string>) => (id === 'one' ? {} : undefined)],
  ])
  await registerPages(app, { content, clock, config }, build, readings)
  return { app, drawn, clock, content, publicity, notice, get: (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers }) }
}

describe('public pages', () => {
  it('that cannot be drawn come as a frame, never as JSON, and are not kept', async () => {
    const { get } = await aSite()
    const reply = await get('/aid')
    expect([reply.statusCode, reply.headers['content-type'], reply.headers['x-page']]).toEqual([200, 'text/html; charset=utf-8', undefined])
    expect(reply.body).toContain('<h1>我的</h1>')
  })

  it('are drawn once and are the same bytes with and without a session', async () => {
    const { get, drawn } = await aSite()
    const guest = await get('/subsidies')
    const member = await get('/subsidies', { cookie: '__Host-session=abc' })
    expect(member.body).toBe(guest.body)
    expect(drawn).toEqual(['/subsidies'])
    expect(guest.headers['x-page']).toBe('public')
  })

  it('are drawn anew when the content changes and when the day does', async () => {
    const { get, drawn, clock, content } = await aSite()
    await get('/')
    content.version = 'two'
    await get('/')
    clock.at += 24 * 3_600_000
    await get('/')
    expect(drawn).toEqual(['/', '/', '/'])
  })

  it('carry a policy of hashes that fits their style, and no script but ours', async () => {
    const { get } = await aSite()
    const { headers, body } = await get('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain(`style-src-elem 'self' '${hashOf(css)}'`)
    expect(policy).toContain("style-src-attr 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(body).toContain(`<style>${css}</style>`)
    expect(body).not.toContain('modulepreload')
  })

  it('escape what goes into the head', async () => {
    const { get } = await aSite()
    const { body } = await get('/')
    expect(body).toContain('<title>&lt;题&gt;</title>')
    expect(body).toContain('content="&quot;说&quot;"')
  })

  it('answer 304 to who has them, and compressed to who can read it', async () => {
    const { get } = await aSite()
    const first = await get('/')
    expect((await get('/', { 'if-none-match': String(first.headers.etag) })).statusCode).toBe(304)
    expect((await get('/', { 'accept-encoding': 'br, gzip' })).headers['content-encoding']).toBe('br')
    expect((await get('/', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
  })

  it('answer 404 for what is not there, keep only one such page, and are never marked as public', async () => {
    const { get, drawn } = await aSite()
    for (const path of ['/nowhere', '/nowhere', '/subsidies/none', '/subsidies/none', '/subsidies/guessed', '/subsidies/%00']) {
      const reply = await get(path)
      expect(reply.statusCode).toBe(404)
      expect(reply.headers['x-page']).toBeUndefined()
    }
    expect(drawn).toEqual(['/nowhere'])
  })

  it('are taken over by the browser, but for the not-found page that serves many addresses', async () => {
    const { get } = await aSite()
    expect((await get('/')).body).toContain('id="state"')
    expect((await get('/nowhere')).body).not.toContain('id="state"')
  })
})

describe('a scheme', () => {
  it('is not what 我能领什么 is taken for: that is a page of its own, drawn once', async () => {
    const { get, drawn } = await aSite()
    expect([(await get('/subsidies/claim')).statusCode, (await get('/subsidies/claim')).statusCode]).toEqual([200, 200])
    expect(drawn).toEqual(['/subsidies/claim'])
  })

  it('has one page and one address, however it is written', async () => {
    const { get, drawn } = await aSite()
    const { body } = await get('/subsidies/P05')
    for (const path of ['/subsidies/%5005', '/subsidies/P%30%35', '/subsidies/P05/', '/subsidies/P05?from=x']) expect((await get(path)).body).toBe(body)
    expect(drawn).toEqual(['/subsidies/P05'])
    expect(body).toContain('<link rel="canonical" href="https://example.test/subsidies/P05">')
  })
})

describe('pages of publicity', () => {
  it('are drawn from the database, once for everybody who comes within seconds, and never show a stopped one for longer', async () => {
    const { get, drawn, clock, publicity } = await aSite()
    const first = await get('/publicity/one')
    expect(first.body).toContain('running')
    publicity.state = 'stopped'
    clock.at += 4_999
    expect((await get('/publicity/one/')).body).toBe(first.body)
    expect(drawn).toEqual(['/publicity/one'])
    clock.at += 1
    expect((await get('/publicity/one')).body).toContain('stopped')
    expect((await get('/publicity')).body).toContain('stopped')
  })

  it('are drawn anew when the clock was set back', async () => {
    const { get, clock, publicity } = await aSite()
    await get('/publicity')
    publicity.state = 'stopped'
    clock.at -= 3_600_000
    expect((await get('/publicity')).body).toContain('stopped')
  })

  it('are not for the phone to keep, unlike what stands in the content', async () => {
    const { get } = await aSite()
    expect((await get('/publicity')).headers['x-page']).toBeUndefined()
    expect((await get('/subsidies')).headers['x-page']).toBe('public')
  })

  it('answer 404 for what was never publicised, without drawing each guess', async () => {
    const { get, drawn } = await aSite()
    for (const path of ['/publicity/none', '/publicity/guess', '/publicity/%00']) expect((await get(path)).statusCode).toBe(404)
    expect(drawn).toEqual(['/publicity/none'])
  })

  it('come as a frame while the database is away, and whole when it is back', async () => {
    const { get, publicity } = await aSite()
    publicity.isReadable = false
    expect((await get('/publicity')).body).toContain('<h1>我的</h1>')
    publicity.isReadable = true
    expect((await get('/publicity')).body).toContain('running')
  })
})

describe('pages of notices', () => {
  it('are drawn from the database, once within seconds, and are for the phone to keep', async () => {
    const { get, drawn, clock } = await aSite()
    for (const path of ['/notices/one', '/notices/one', '/notices', '/']) expect((await get(path)).headers['x-page'], path).toBe('public')
    clock.at += 5_000
    for (const path of ['/', '/notices']) await get(path)
    expect(drawn).toEqual(['/notices/one', '/notices', '/', '/', '/notices'])
  })

  it('say in seconds that a notice was taken back, to people and not to search engines', async () => {
    const { get, clock, notice } = await aSite()
    expect((await get('/notices/one')).body).not.toContain('noindex')
    notice.withdrawn = { reason: '数字有误' }
    clock.at += 5_000
    const reply = await get('/notices/one')
    expect([reply.statusCode, reply.body.includes('<meta name="robots" content="noindex">'), reply.headers['x-page']]).toEqual([200, true, 'public'])
  })

  it('answer 404 for what was never published, without drawing each guess', async () => {
    const { get, drawn } = await aSite()
    for (const path of ['/notices/none', '/notices/guess', '/notices/%00']) expect([(await get(path)).statusCode, (await get(path)).headers['x-page']], path).toEqual([404, undefined])
    expect(drawn).toEqual(['/notices/none'])
  })
})

describe('pages for signed-in people', () => {
  it('get a frame that announces their code and is drawn once for all of them', async () => {
    const { get, drawn } = await aSite()
    const { body, headers } = await get('/me')
    await get('/me/look')
    expect(body).toContain('<link rel="modulepreload" href="/assets/page.js"')
    expect(headers['x-page']).toBeUndefined()
    expect(drawn).toEqual(['frame'])
  })
})

describe('files of the build', () => {
  it('are kept for ever where their name is a hash, asked for again where it is not', async () => {
    const { get } = await aSite()
    expect((await get('/assets/a.css')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await get('/sw.js')).headers['cache-control']).toBe('no-cache')
  })

  it('let the worker reach our own pages, and only those', async () => {
    const { get } = await aSite()
    expect((await get('/sw.js')).headers['content-security-policy']).toBe("default-src 'self'; frame-ancestors 'none'")
  })

  it('are all there that a phone asks for, the list of what to keep for later too; the manifest and the page itself are not among them', () => {
    const dir = mkdtempSync(join(tmpdir(), 'zqt-build-'))
    for (const name of ['index.html', 'sw.js', 'manifest.webmanifest', 'assessment-files.json', 'assessment-files.json.br', 'build.manifest.json']) writeFileSync(join(dir, name), name)
    const assets = readAssets(dir)
    expect([...assets.keys()].toSorted()).toEqual(['/assessment-files.json', '/manifest.webmanifest', '/sw.js'])
    expect(assets.get('/assessment-files.json')).toMatchObject({ type: 'application/json; charset=utf-8', br: Buffer.from('assessment-files.json.br') })
    rmSync(dir, { recursive: true })
  })

  it('that are gone answer 404 and not a page', async () => {
    const { get } = await aSite()
    const reply = await get('/assets/gone.js')
    expect(reply.headers['content-type']).not.toContain('text/html')
    expect(reply.statusCode).not.toBe(200)
  })
})

describe('pages of experts', () => {
  it('are drawn from the database like publicity, and are not for the phone to keep', async () => {
    const { get, drawn, clock } = await aSite()
    await get('/consultations/experts/one')
    clock.at += 4_999
    await get('/consultations/experts/one')
    expect(drawn).toEqual(['/consultations/experts/one'])
    clock.at += 1
    const again = await get('/consultations/experts/one')
    expect(drawn).toHaveLength(2)
    expect(again.headers['x-page']).toBeUndefined()
    expect((await get('/consultations/experts')).statusCode).toBe(200)
  })

  it('answer 404 for somebody who is none, without drawing each guess', async () => {
    const { get, drawn } = await aSite()
    for (const path of ['/consultations/experts/none', '/consultations/experts/guess']) expect((await get(path)).statusCode).toBe(404)
    expect(drawn).toHaveLength(1)
  })
})
