import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, aTrademark, me } from '../portfolio/rights.dom.ts'
import { content, leave, loaded, open, serve, signOut } from './financing-pages.dom.ts'
import { aRequest, emptyWish, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const lights = () => [...document.querySelectorAll('.ready-light')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '')
const heading = () => document.querySelector('h2')?.textContent?.trim()
const linkTo = (start: string) => [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '').filter((href) => href.startsWith(start))

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z'), shouldAdvanceTime: true })
})
afterEach(() => {
  leave(page)
  signOut()
  forgetAnswers()
  vi.useRealTimers()
})

/** Ticks the right in the picker and takes it. */
async function choose(...titles: string[]): Promise<void> {
  await vi.waitFor(async () => {
    await page.settle()
    if (!document.querySelector('.picker-row')) throw new Error('no rows to tick yet')
  })
  for (const title of titles) {
    const row = [...document.querySelectorAll<HTMLElement>('.picker-row')].find((one) => one.textContent?.includes(title))
    row?.querySelector('input')?.click()
    await page.settle()
  }
  await page.press('选好')
}
async function answerAll(...words: string[]): Promise<void> {
  for (const word of words) {
    await page.tick(word)
    await page.press(document.querySelector('.bar .btn:not(.n)')?.textContent?.trim() ?? '')
  }
}
const good = ['一年以内', '没有', '没有', '在卖，占多少收入说得清', '满三年']

describe('the readiness card', () => {
  it('asks which rights, then one question after the other, then shows every light green', async () => {
    serve([aPatent()])
    page = await open('/financing/ready')
    expect(page.text()).toContain('拿哪几件去贷款？')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    expect([heading(), page.text().includes('第 1 题，共 5 题')]).toEqual(['打算借多久？', true])
    expect(page.button('先选一个').disabled).toBe(true)
    await answerAll(...good)
    expect(heading()).toBe('可以去谈')
    expect(lights()).toHaveLength(8)
    expect(lights()[0]).toBe('准备好了：权利人台账里的权利人就是企业')
    expect(page.text()).toContain('8 项都准备好了')
    expect(page.text()).toContain('没有发给任何人')
  })

  it('is worked out on the phone: of rights and answers nothing is sent', async () => {
    serve([aPatent()])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(page.text()).not.toMatch(/提交|发送|即将/)
  })

  it('asks about co-owners where there are some, and says what their refusal means with its paper', async () => {
    serve([aPatent({ coOwners: ['云溪大学'] })])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    expect(page.text()).toContain('共 6 题')
    await answerAll('一年以内', '有人不同意', '没有', '没有', '在卖，占多少收入说得清', '满三年')
    const [, coOwners] = lights()
    expect(coOwners).toContain('过不去：共有人有共有人不同意')
    expect(coOwners).toContain('先和共有人谈好，或者换一件')
    expect(coOwners).toContain('全体共有人同意质押的书面材料')
    expect([heading(), page.text().includes(content.readiness.words.red)]).toEqual(['现在押不了', true])
  })

  it('leads from red to an expert with topic and right preset, and to 12330', async () => {
    serve([aPatent({ id: 'r7', pledge: 'pledged', pledgee: '某银行' })])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    expect(lights().find((row) => row.startsWith('过不去：质押'))).toContain('台账里记着已经质押给某银行')
    expect(linkTo('/consultations/book')).toEqual(Array(2).fill('/consultations/book?topic=finance-insurance&right=r7'))
    expect(linkTo('tel:12330').length).toBeGreaterThan(1)
  })

  it('in a county without such a topic leads to the experts, no preset', async () => {
    serve([aPatent()], { readiness: { ...content.readiness, topic: null } })
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await page.press('先看结果')
    expect([linkTo('/consultations'), heading()]).toEqual([['/consultations'], '还差一点'])
  })

  it('is amber with a question left open, and leads back to it', async () => {
    serve([aPatent()])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await page.press('先看结果')
    expect(lights().find((row) => row.includes('：纠纷'))).toContain('还没答：有没有权属纠纷')
    await page.press('接着答')
    expect(heading()).toBe('打算借多久？')
  })

  it('comes back after a reload, and is gone when it is cleared', async () => {
    serve([aPatent(), aTrademark()])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    leave(page)
    page = await open('/financing/ready')
    expect(heading()).toBe('可以去谈')
    await page.press('清掉这次选的和答的')
    expect(page.text()).toContain('拿哪几件去贷款？')
    leave(page)
    page = await open('/financing/ready')
    expect(page.text()).toContain('拿哪几件去贷款？')
  })

  it('takes one more right and drops one; the worst counts', async () => {
    serve([aPatent(), aTrademark({ owner: '别家有限公司' })])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    await page.press('再加一件')
    await choose('苇畔')
    expect([heading(), page.text().includes('台账里的权利人是别家有限公司')]).toEqual(['现在押不了', true])
    document.querySelector<HTMLButtonElement>('[aria-label="不押苇畔"]')?.click()
    await page.settle()
    expect(heading()).toBe('可以去谈')
  })

  it('shows the products that take these kinds', async () => {
    serve([aTrademark()])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('苇畔')
    await page.press('先看结果')
    await loaded(page)
    expect(page.text()).toContain('注册商标专用权质押贷款')
    expect(page.text()).not.toContain('软件著作权质押贷款')
  })

  it('is copied as text, and stands there to be copied by hand where the browser does not', async () => {
    serve([aPatent()])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    await page.press('复制成文字')
    await page.settle()
    const text = document.querySelector('textarea')?.value ?? ''
    expect(text).toContain('苇畔新材料有限公司（91370321MA0DEM013L）质押准备情况，2026年11月23日')
    expect(text).toContain('【准备好了】纠纷：没有纠纷、无效请求和保全')
    expect(text).toContain('由银行确定')
  })

  it('says so where the firm has no rights yet', async () => {
    serve([])
    page = await open('/financing/ready')
    expect([page.text().includes('台账里还没有专利、商标'), linkTo('/rights/new')]).toEqual([true, ['/rights/new']])
  })

  it('leads who acts for no firm to registering one, and staff to what is public', async () => {
    serve([])
    page = await open('/financing/ready', { ...me, firms: [] })
    expect(linkTo('/firms/new')).toEqual(['/firms/new?next=/financing/ready'])
    leave(page)
    page = await open('/financing/ready', { ...me, firms: [], roles: ['bank'] })
    expect([linkTo('/firms/new'), linkTo('/financing').length > 0]).toEqual([[], true])
  })

  it('says when it cannot be read, and tries again', async () => {
    serve([aPatent()])
    answer('GET /api/financing/readiness', 500, { code: 'unexpected' })
    page = await open('/financing/ready')
    expect(page.text()).not.toContain('正在取')
    serve([aPatent()])
    await page.press('再试一次')
    await loaded(page)
    expect(page.text()).toContain('拿哪几件去贷款？')
  })
})

describe('going on to a request', () => {
  const started = () => sent.filter(({ method, url }) => method === 'POST' && url === '/api/financing/requests')
  const arrived = () =>
    vi.waitFor(async () => {
      await page.settle()
      expect(page.router.currentRoute.value.path).toBe(`/financing/requests/${id}/edit`)
    })
  async function pressStart(): Promise<void> {
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    await page.press('接着填需求')
  }

  it('takes the rights and answers of the phone along', async () => {
    const server = serveRequest(aRequest({ wish: emptyWish, answers: { term: 'y1' } }), [aPatent()])
    answer('POST /api/financing/requests', 201, server.now())
    await pressStart()
    await arrived()
    expect(started().map(({ data }) => data)).toEqual([{ firmId: 'f1', rightIds: ['r1'], answers: { term: 'y1', pledged: 'never', dispute: 'none', revenue: 'counted', years: 'three' } }])
    await vi.advanceTimersByTimeAsync(1_500)
    await page.settle()
    // The length that was answered is the length that is asked for, until somebody says otherwise.
    expect(server.now().wish.months).toBe(12)
  })

  it('lays them on the draft that is there already', async () => {
    const server = serveRequest(aRequest({ rightIds: ['r2'], answers: { dispute: 'open', years: 'three' } }), [aPatent(), aTrademark()])
    answer('POST /api/financing/requests', 200, server.now())
    await pressStart()
    await arrived()
    await vi.advanceTimersByTimeAsync(1_500)
    await page.settle()
    expect([server.now().rightIds, server.now().answers.dispute, server.now().wish.months]).toEqual([['r1'], 'none', 12])
  })

  it('is not offered with a red light: the way on is an expert', async () => {
    serve([aPatent({ pledge: 'pledged', pledgee: '某银行' })])
    page = await open('/financing/ready')
    await page.press('从台账选')
    await choose('一种含氟密封材料')
    await answerAll(...good)
    expect(page.button('有过不去的，先不能提').disabled).toBe(true)
    expect(linkTo('/consultations/book').length).toBeGreaterThan(0)
    expect(started()).toEqual([])
  })

  it('says why it could not begin, and keeps everything', async () => {
    serve([aPatent()])
    await pressStart()
    await vi.waitFor(async () => {
      await page.settle()
      expect(document.querySelector('[role="alert"]')).not.toBeNull()
    })
    expect([heading(), lights().length]).toEqual(['可以去谈', 8])
  })

  it('begins with the right that led here', async () => {
    serve([aPatent(), aTrademark()])
    page = await open('/financing/ready?right=r2')
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).toContain('苇畔')
      expect(page.router.currentRoute.value.query).toEqual({})
    })
    expect(page.text()).not.toContain('一种含氟密封材料')
  })
})
