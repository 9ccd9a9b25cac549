import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import { aCase } from './case-world.dom.ts'
import { accepts, acted, aDispute, ask, confirm, confirmButton, confirmWord, isUp, openFoot, refuses, sheet } from './deeds.dom.ts'

vi.mock('axios', () => fakeAxios)
const said: string[] = vi.hoisted(() => [])
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => said.push(words) }))

let page: Page
const submitted: Partial<Application> = { actions: ['accept', 'refuse', 'return', 'correct', 'recuse'] }
const foot = () => [...document.querySelectorAll<HTMLButtonElement>('.desk-acts-row button')]
const words = () => foot().map((button) => button.textContent?.trim())
const stopped = () => foot().filter((button) => button.disabled).map((button) => button.textContent?.trim())

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  said.length = 0
  vi.useRealTimers()
})

describe('the foot of a case', () => {
  it('has one main deed, one beside it and the rest under 更多', async () => {
    page = await openFoot(submitted)
    expect(words()).toEqual(['不予受理', '受理', '更多'])
    await page.press('更多')
    expect(sheet().textContent).toContain('替企业更正')
    expect(sheet().textContent).toContain('申报回避')
    expect(page.text()).not.toContain('一次告知')
  })

  it('is not there when nothing may be done', async () => {
    page = await openFoot({ state: 'archived', due: null, actions: [] })
    expect(document.querySelector('.desk-acts')).toBeNull()
  })

  it('of a case somebody else must approve says why the button is grey', async () => {
    const blocked = [{ action: 'approve', code: 'cases.other-person' }, { action: 'refuse', code: 'cases.other-person' }] as const
    page = await openFoot({ state: 'reviewing', actions: ['send-back', 'recuse'], blocked: [...blocked] })
    expect(words()).toEqual(['退回初审', '等另一位来复核', '更多'])
    expect(stopped()).toEqual(['等另一位来复核'])
    expect(page.text()).toContain('您是初审人，复核要另一位。')
    await page.press('更多')
    expect(sheet().textContent).toContain('您是初审人，定不予通过要另一位。')
    expect(page.button('不予通过').disabled).toBe(true)
  })

  it('while publicity runs says until when nothing is paid', async () => {
    const publicity = { startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, workdaysLeft: 5, provisional: false, state: 'running' as const, objections: 0 }
    page = await openFoot({ state: 'publicity', publicity, actions: ['recuse'], blocked: [{ action: 'pay', code: 'subsidies.publicity-running' }, { action: 'payment-failed', code: 'subsidies.publicity-running' }] })
    expect(stopped()).toEqual(['公示期满再拨付'])
    expect(page.text()).toContain('还在公示，11月30日（周一）期满以后再办。')
  })

  it('with an unanswered objection puts the answer first and payment behind it', async () => {
    page = await openFoot({ state: 'publicity', disputes: [aDispute()], actions: ['answer-objection', 'recuse'], blocked: [{ action: 'pay', code: 'subsidies.dispute-open' }] })
    expect(words()).toEqual(['登记拨付', '答复异议', '更多'])
    expect(stopped()).toEqual(['登记拨付'])
    expect(page.text()).toContain('还有没答复的异议，答复以后再办。')
  })

  it('while the firm corrects says that it must not be corrected for it', async () => {
    page = await openFoot({ state: 'returned', actions: ['take-back', 'recuse'] })
    await page.press('更多')
    expect(page.button('替企业更正').disabled).toBe(true)
    expect(sheet().textContent).toContain('企业正在改，等改完再动，或先打电话。')
  })

  it('for whoever declared 回避 is one sentence', async () => {
    page = await openFoot({ state: 'accepted', actions: [], blocked: [{ action: 'recommend', code: 'cases.recused' }, { action: 'refuse', code: 'cases.recused' }] })
    expect(page.text()).toContain('您已申报回避，这一件由别人办。')
    expect(foot()).toHaveLength(0)
  })
})

describe('accepting', () => {
  it('is not possible before the firm is verified, and says where that is done', async () => {
    page = await openFoot({ ...submitted, firmVerification: 'pending' })
    expect(page.button('先核验企业再受理').disabled).toBe(true)
    expect([...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toContain('/desk/verifications/f1')
    expect(page.button('不予受理').disabled).toBe(false)
  })

  it('asks first, then goes once with its key and version, and says who was told', async () => {
    page = await openFoot(submitted)
    await ask(page, '受理')
    expect(sheet().textContent).toContain('企业会收到消息')
    accepts('accept', aCase({ state: 'accepted', version: 4, actions: ['recommend', 'refuse'] }))
    confirmButton()?.click()
    await confirm(page)
    expect(acted('accept')).toHaveLength(1)
    expect(acted('accept')[0]).toMatchObject({ data: { version: 3 } })
    expect(acted('accept')[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(said).toEqual(['已受理，消息已发给企业'])
    expect(words()).toEqual(['不予通过', '初审通过，转复核'])
  })
})

describe('refusing', () => {
  it('before acceptance is 不予受理, needs a reason and shows what the firm will read', async () => {
    page = await openFoot(submitted)
    await ask(page, '不予受理')
    expect(confirmWord()).toBe('先写理由')
    await page.press('不符合申报条件')
    await page.type('不予受理的理由', '不符合申报条件：合同不在支持年度内')
    expect(sheet().textContent).toContain('这次没有受理不符合申报条件：合同不在支持年度内')
    expect(sheet().textContent).toContain('10 个工作日内可以申请复核')
    accepts('refuse', aCase({ state: 'refused', version: 4, due: null, actions: [] }))
    await confirm(page)
    expect(acted('refuse')[0]).toMatchObject({ data: { version: 3, reason: '不符合申报条件：合同不在支持年度内' } })
    expect(isUp()).toBe(false)
  })

  it('later is 不予通过', async () => {
    page = await openFoot({ state: 'accepted', actions: ['recommend', 'refuse'] })
    await ask(page, '不予通过')
    expect(sheet().textContent).toContain('这次没有通过')
  })

  it('shows the server’s complaint beside the box and keeps the words', async () => {
    page = await openFoot(submitted)
    await ask(page, '不予受理')
    await page.type('不予受理的理由', '合同不在支持年度内')
    refuses('refuse', 422, { code: 'invalid-input', fields: [{ field: 'reason', reason: 'text-invalid' }] })
    await confirm(page)
    expect(page.noteOf('不予受理的理由')).toContain('里面有不能保存的字符')
    expect(sheet().querySelector('textarea')?.value).toBe('合同不在支持年度内')
  })

  it('without a network keeps the words, also when the sheet was closed in between', async () => {
    page = await openFoot(submitted)
    await ask(page, '不予受理')
    await page.type('不予受理的理由', '合同不在支持年度内')
    await confirm(page)
    expect(page.text()).toContain('没有网')
    await page.press('先不')
    await ask(page, '不予受理')
    expect(sheet().querySelector('textarea')?.value).toBe('合同不在支持年度内')
  })
})

describe('being overtaken', () => {
  const event = (id: string, action: 'submit' | 'approve' | 'withdraw', actorName: string): Application['events'][number] => ({
    id, at: '2026-11-23T02:05:00.000Z', action, state: 'approved', actor: 'officer', actorName, note: null,
  })
  const reviewing: Partial<Application> = { state: 'reviewing', actions: ['send-back', 'approve', 'refuse', 'recuse'], events: [event('e1', 'submit', '李敏')] }

  it('says what the colleague did and that this deed is no longer possible', async () => {
    page = await openFoot(reviewing)
    await ask(page, '退回初审')
    await page.type('请初审人再看什么', '合同金额再核')
    refuses('send-back', 412, { code: 'stale', details: { version: 5 } })
    answer('GET /api/subsidies/applications/a1', 200, aCase({ ...reviewing, state: 'approved', version: 5, actions: ['publicise'], events: [event('e1', 'submit', '李敏'), event('e2', 'approve', '赵磊')] }))
    await confirm(page)
    expect(sheet().textContent).toContain('赵磊：核准')
    expect(confirmWord()).toBe('这一步不用办了')
    expect(sheet().querySelector('textarea')?.value).toBe('合同金额再核')
  })

  it('goes on with the newest version where the deed is still possible', async () => {
    page = await openFoot(reviewing)
    await ask(page, '退回初审')
    await page.type('请初审人再看什么', '合同金额再核')
    refuses('send-back', 412, { code: 'stale', details: { version: 5 } })
    answer('GET /api/subsidies/applications/a1', 200, aCase({ ...reviewing, version: 5 }))
    await confirm(page)
    expect(sheet().textContent).toContain('这一件刚刚变了')
    accepts('send-back', aCase({ state: 'accepted', version: 6, actions: ['recommend'] }))
    await confirm(page)
    expect(acted('send-back').map((request) => request.data)).toMatchObject([{ version: 3 }, { version: 5, reason: '合同金额再核' }])
    expect(said).toEqual(['已退回初审，消息已发给初审人和企业'])
  })
})

describe('回避', () => {
  it('needs a reason, says that one’s opinion falls with it, and is done', async () => {
    const recommendation = { amountFen: 100, computedFen: 100, amountReason: null, reason: '建议支持', by: '王倩', byMe: true, at: '2026-11-23T01:30:00.000Z' }
    page = await openFoot({ state: 'reviewing', actions: ['send-back', 'recuse'], recommendation })
    await ask(page, '申报回避')
    expect(sheet().textContent).toContain('您的初审意见作废')
    expect(confirmWord()).toBe('先写原因')
    await page.type('和这家企业有什么利害关系', '亲属在该企业任职')
    accepts('recuse', aCase({ state: 'accepted', version: 4, actions: [], blocked: [{ action: 'recommend', code: 'cases.recused' }] }))
    await confirm(page)
    expect(acted('recuse')[0]).toMatchObject({ data: { reason: '亲属在该企业任职' } })
    expect(page.text()).toContain('您已申报回避')
  })
})
