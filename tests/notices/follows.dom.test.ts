import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Follows, GapConsent } from '#contract/notices/mine-schema.ts'
import type { Me } from '#contract/accounts/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import FollowsPage from '#client/notices/FollowsPage.vue'
import { answer, answerWith, forgetAnswers, mountPage } from '../accounts/mount-page.dom.ts'

vi.mock('axios', async () => (await import('../accounts/mount-page.dom.ts')).fakeAxios)

const choices: Follows['choices'] = [{ kind: 'programme', ref: 'P03', title: '发明专利资助' }, { kind: 'issuer', ref: '县市场监管局', title: '县市场监管局' }, { kind: 'category', ref: 'policy', title: '政策' }]
const since = '2026-11-01T00:00:00.000Z'
const me: Me = { id: 'a', name: '孙芸', phoneMasked: '138****0000', roles: [], firms: [{ id: 'f1', name: '苇畔新材料', uscc: 'x', role: 'administrator', state: 'active', verification: 'verified', town: '马桥镇' }], consentVersion: null, sessionExpiresAt: '2030-01-01T00:00:00.000Z' }
const consent: GapConsent = { isGiven: false, givenBy: null, givenAt: null, mayChange: true, text: { version: 'v1', title: '按自评差距提醒', paragraphs: ['同意后会看差距'] } }
let followed: Follows['items']
let sent: unknown[]

beforeEach(() => {
  vi.useFakeTimers()
  forgetAnswers()
  followed = [{ ...choices[0]!, since }]
  sent = []
  answer('GET /api/accounts/me', 200, me)
  answer('GET /api/county', 200, {})
  answerWith('GET /api/notices/follows', () => ({ status: 200, body: { items: followed, choices } }))
  answerWith('PUT /api/notices/follows', ({ data }) => {
    const body = data as { kind: string; ref: string; isFollowed: boolean }
    sent.push(body)
    const topic = choices.find(({ kind, ref }) => kind === body.kind && ref === body.ref)!
    followed = body.isFollowed ? [...followed, { ...topic, since }] : followed.filter(({ ref }) => ref !== body.ref)
    return { status: 200, body: { items: followed, choices } }
  })
  answer('GET /api/notices/gap-consents/f1', 200, consent)
})

describe('what a person follows', () => {
  it('is listed with its calendar and feed, what else there is below', async () => {
    const page = await open('/notices/follows')
    expect(page.text()).toContain('发明专利资助')
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '')
    expect(links.some((href) => href.startsWith('webcal://') && href.endsWith('programmeId=P03'))).toBe(true)
    expect(links).toContain('/api/notices/feed.atom?programmeId=P03')
    expect(page.text()).toContain('还能关注的类别')
    page.unmount()
  })

  it('stays in its place when it is left, to be taken back', async () => {
    const page = await open('/notices/follows')
    await press('取消关注发明专利资助', page)
    expect([sent, page.text().includes('不再告诉您了')]).toEqual([[{ kind: 'programme', ref: 'P03', isFollowed: false }], true])
    await press('恢复关注发明专利资助', page)
    expect([sent.length, page.text().includes('不再告诉您了'), page.text().includes('取消关注')]).toEqual([2, false, true])
    page.unmount()
  })

  it('is offered on top where a page leads here with it', async () => {
    followed = []
    const page = await open('/notices/follows?kind=programme&ref=P03')
    expect(document.querySelector('.follow-offer')?.textContent).toContain('发明专利资助')
    await page.press('关注')
    await page.settle()
    expect(sent).toEqual([{ kind: 'programme', ref: 'P03', isFollowed: true }])
    expect(document.querySelector('.follow-offer')).toBeNull()
    page.unmount()
  })

  it('says so when nothing is followed, and what went wrong when a change fails', async () => {
    followed = []
    answer('PUT /api/notices/follows', 503, { code: 'unavailable', requestId: 'r' })
    const page = await open('/notices/follows')
    expect(page.text()).toContain('还没有关注')
    await press('关注政策', page)
    expect(document.querySelector('[role=alert]')).not.toBeNull()
    page.unmount()
  })
})

describe('the consent to be told by gaps', () => {
  it('is given with the version of the words on the page', async () => {
    let given: unknown
    answerWith('PUT /api/notices/gap-consents/f1', ({ data }) => {
      given = data
      return { status: 200, body: { ...consent, isGiven: true } }
    })
    const page = await open('/notices/follows')
    expect(page.text()).toContain('同意后会看差距')
    await page.press('代表本企业同意')
    await page.settle()
    expect(given).toEqual({ isGiven: true, textVersion: 'v1' })
    page.unmount()
  })

  it('is not the clerk’s to give', async () => {
    answer('GET /api/notices/gap-consents/f1', 200, { ...consent, mayChange: false })
    const page = await open('/notices/follows')
    expect([page.text().includes('代表本企业同意'), page.text().includes('由企业管理员同意')]).toEqual([false, true])
    page.unmount()
  })
})

/** By what it is called for those who do not see it. */
async function press(label: string, page: { settle(): Promise<void> }): Promise<void> {
  const found = [...document.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === label)
  if (!found) throw new Error(`no button ${label}`)
  found.click()
  await page.settle()
  await page.settle()
}

async function open(path: string) {
  const page = await mountPage(FollowsPage, path)
  useSessionStore().set(me)
  await page.settle()
  await page.settle()
  return page
}
