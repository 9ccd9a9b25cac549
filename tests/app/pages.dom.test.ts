import { describe, expect, it } from 'vitest'
import { getCounty, getLegalDocument } from '#contract/county/endpoints.ts'
import { getProgramme, listProgrammes } from '#contract/subsidies/endpoints.ts'
import { matchPage, renderFrame, renderPage } from '#client/entry-server.ts'
import county from '../../content/huantai/county.json'
import legal from '../../content/huantai/legal.json'
import p05 from '../../content/huantai/subsidies/P05.json'
import p10 from '../../content/huantai/subsidies/P10.json'

const today = '2026-11-23'
const sources = [p05, p10]
const asShown = (source: (typeof sources)[number]) => ({
  ...source,
  version: 'v',
  example: true,
  availability: source.status === 'closed' ? 'closed' : 'taking',
  opensOn: null,
  closesOn: '2026-12-31',
})
const summaries = sources.map((source) => ({ ...asShown(source), amountSummary: source.amount.summary, maxFen: null }))

function answer(path: string, params: Record<string, string>): unknown {
  if (path === getCounty.path) return { ...county, demo: true }
  if (path === getLegalDocument.path) return legal.documents.find(({ id }) => id === params.id)
  if (path === listProgrammes.path) return { items: summaries, today }
  if (path === getProgramme.path) return sources.map(asShown).find((source) => source.id === params.id)
  throw new Error(`asked for ${path}`)
}
const publicPaths = ['/', '/subsidies', '/subsidies/P05', '/subsidies/P10', '/aid', '/privacy', '/legal/agreement', '/no-such-page']

describe('pages the server draws', () => {
  it.each(publicPaths)('%s carries no style attribute, which the policy would refuse', async (path) => {
    const { html } = await renderPage(path, answer)
    expect(html).not.toMatch(/ style="/)
    expect(html.length).toBeGreaterThan(400)
  })

  it.each(publicPaths)('%s offers 12330', async (path) => {
    expect((await renderPage(path, answer)).html).toContain('href="tel:12330"')
  })

  it('answer 404 for a scheme, a legal text and a path that are not there', async () => {
    expect((await renderPage('/subsidies/P99', answer)).status).toBe(404)
    expect((await renderPage('/no-such-page', answer)).status).toBe(404)
    expect((await renderPage('/legal/nothing', answer)).status).toBe(404)
    for (const { id, title } of legal.documents)
      expect(await renderPage(`/legal/${id}`, answer)).toMatchObject({ status: 200, title: `${title}｜知企通` })
    expect((await renderPage('/subsidies/P05', answer)).status).toBe(200)
  })

  it('are titled by what they show', async () => {
    expect((await renderPage('/subsidies/P05', answer)).title).toBe('专利转化运用和产业化奖励（县级示例）｜知企通')
    expect((await renderPage('/', answer)).title).toBe('知企通')
  })

  it('carry state that cannot end its script element early', async () => {
    const hostile = (path: string, params: Record<string, string>) =>
      path === getProgramme.path ? { ...asShown(p05), title: '</script><!--' } : answer(path, params)
    expect((await renderPage('/subsidies/P05', hostile)).state).not.toContain('</script>')
  })

  it('mark an amount without a document as 示例 and state the six things of a guide', async () => {
    const { html } = await renderPage('/subsidies/P05', answer)
    for (const word of ['对象', '依据', '条件', '材料', '流程时限', '收费', '咨询', '示例', '待主办单位提供', '不收费'])
      expect(html).toContain(word)
    expect(html).toContain('开始申报')
  })

  it('explain a stopped scheme and point to others instead of a form', async () => {
    const { html } = await renderPage('/subsidies/P10', answer)
    expect(html).toContain('不再受理')
    expect(html).toContain('/subsidies/P05')
    expect(html).not.toContain('开始申报')
  })
})

describe('pages for signed-in people', () => {
  it('start as a frame with their heading, and nothing of the page is run', async () => {
    expect(matchPage('/messages').kind).toBe('frame')
    const frame = await renderFrame('/messages')
    expect(frame).toContain('<h1>消息</h1>')
    expect(frame).not.toMatch(/ style="/)
  })

  it('are opened offline from a frame that names no page', async () => {
    expect(matchPage('/shell')).toMatchObject({ kind: 'frame', files: [], status: 200 })
    expect(await renderFrame('/shell')).toContain('<h1>知企通</h1>')
  })
})
