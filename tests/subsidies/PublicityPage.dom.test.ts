import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { Objection, PublicityPage as Publicity } from '#contract/subsidies/handling.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { publicityRoutes } from '#client/subsidies/publicity-routes.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const id = '4d5bc9a2-87af-43af-af29-c2f119623adf'
const firm = { id: 'f1', name: '苇畔', uscc: '91370321MA0DEM013L', role: 'administrator', state: 'active', verification: 'verified', town: '马桥镇' } as const
const person: Me = { id: 'a1', name: '王五', phoneMasked: '139****0001', roles: [], firms: [], consentVersion: '3', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const officer: Me = { ...person, id: 'o1', name: '张明', roles: ['officer'] }
const publicity: Publicity = {
  id, number: 'HT2026-ZH-0012', firmName: '桓台苇畔新材料有限公司', programmeId: 'P05', title: '专利转化奖励', amountFen: 6_200_000, illustrative: true,
  startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, workdaysLeft: 4, provisional: false, state: 'running', objections: 0, today: '2026-11-24',
}
const objection: Objection = { id: 'd1', at: '2026-11-24T02:00:00.000Z', state: 'open', reason: '这项发明不是他们的', files: 1, dueOn: '2026-12-08', answer: null, answeredAt: null }
let page: Page

async function open(path: string, me: Me | null): Promise<void> {
  const Stage = defineComponent({
    setup() {
      if (me) useSessionStore().set(me)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, path, publicityRoutes)
  await page.settle()
}
beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/county', 200, { office: '某县市场监督管理局', hotlines: [], footer: {}, demo: false })
  answer(`GET /api/subsidies/publicity/${id}`, 200, publicity)
  answer(`GET /api/subsidies/publicity/${id}/objections`, 200, { items: [] })
  answer('GET /api/subsidies/applications', 200, { items: [] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})
const links = () => [...document.querySelectorAll('.bar a')].map((link) => [link.textContent?.trim(), link.getAttribute('href')])
const posts = () => sent.filter(({ method }) => method === 'POST')

describe('the list of publicity', () => {
  it('shows what runs, and what became of the rest, with the way to each', async () => {
    const { today, ...item } = publicity
    const items = [item, { ...item, id: 'b', firmName: '乙公司', state: 'over', objections: 1 }, { ...item, id: 'c', firmName: '丙公司', state: 'stopped', amountFen: null }]
    answer('GET /api/subsidies/publicity', 200, { items, today })
    await open('/publicity', null)
    expect(page.text()).toContain('正在公示1 项')
    expect(page.text()).toContain('公示中剩 4 个工作日')
    expect(page.text()).toContain('公示期满异议不成立')
    expect(page.text()).toContain('停止公示重新审核')
    expect([...document.querySelectorAll('tbody th a')].map((link) => link.getAttribute('href'))).toEqual([`/publicity/${id}`, '/publicity/b', '/publicity/c'])
    expect(document.title).toContain('资金支持公示')
  })

  it('says so where nothing is publicised, and leads on', async () => {
    answer('GET /api/subsidies/publicity', 200, { items: [], today: '2026-11-24' })
    await open('/publicity', null)
    expect(page.text()).toContain('现在没有在公示的')
    expect(document.querySelector('.empty a')?.getAttribute('href')).toBe('/subsidies')
  })
})

describe('one publicity', () => {
  it('shows firm, scheme, sum and dates, and the way to object', async () => {
    await open(`/publicity/${id}`, null)
    for (const words of ['桓台苇畔新材料有限公司', '专利转化奖励', '6.20 万元', '示例', '11月23日（周一）', '至 11月30日（周一）', '5 个工作日', '剩 4 个工作日']) expect(page.text()).toContain(words)
    expect(links()).toEqual([['提出异议', `/publicity/${id}/object`]])
    expect(sent.some(({ url }) => url.endsWith('/objections'))).toBe(false)
  })

  it('says how it ended and takes nothing more', async () => {
    answer(`GET /api/subsidies/publicity/${id}`, 200, { ...publicity, state: 'over', workdaysLeft: -1, today: '2026-12-01' })
    await open(`/publicity/${id}`, null)
    expect(page.text()).toContain('公示期满无异议')
    expect(links()).toEqual([])
  })

  it('shows me what I said and the answer', async () => {
    answer(`GET /api/subsidies/publicity/${id}/objections`, 200, { items: [{ ...objection, state: 'dismissed', answer: '已核对专利登记簿', answeredAt: '2026-11-25T02:00:00.000Z' }] })
    await open(`/publicity/${id}`, person)
    expect(page.text()).toContain('我提的异议')
    expect(page.text()).toContain('已核对专利登记簿')
    expect(links()).toEqual([['提出异议', `/publicity/${id}/object`]])
  })

  it('offers no second objection while one is looked into', async () => {
    answer(`GET /api/subsidies/publicity/${id}/objections`, 200, { items: [objection] })
    await open(`/publicity/${id}`, person)
    expect(page.button('您的异议正在核实').disabled).toBe(true)
    expect(page.text()).toContain('12月8日（周二）前答复')
  })

  it('leads the firm to its case and an officer to the desk', async () => {
    answer('GET /api/subsidies/applications', 200, { items: [{ id, programmeId: 'P05', title: '', state: 'publicity' }] })
    await open(`/publicity/${id}`, { ...person, firms: [firm] })
    expect(links()).toEqual([['这是您企业的，看办件', `/cases/${id}`]])
    page.unmount()
    await open(`/publicity/${id}`, officer)
    expect(links()).toEqual([['进办件', `/desk/cases/${id}`], ['登记来电来信', `/publicity/${id}/object`]])
  })

  it('that never was says so and leads to the others', async () => {
    answer(`GET /api/subsidies/publicity/${id}`, 404, { code: 'not-found', requestId: 'r' })
    await open(`/publicity/${id}`, null)
    await vi.dynamicImportSettled()
    await page.settle()
    expect(page.text()).toContain('没有这一页')
    expect(links()).toEqual([])
  })
})

describe('objecting', () => {
  const fill = async () => {
    await page.type('联系方式', '13977778888')
    await page.type('事实和理由', '这项发明不是他们的')
  }

  it('needs name, contact and reason, and the button says which is missing', async () => {
    await open(`/publicity/${id}/object`, person)
    expect(page.button('先写怎么联系').disabled).toBe(true)
    await page.type('联系方式', '13977778888')
    expect(page.button('先写清事实').disabled).toBe(true)
    await page.type('您的姓名', ' ')
    expect(page.button('先写您的姓名').disabled).toBe(true)
  })

  it('is sent once, and says by when it is answered', async () => {
    answer(`POST /api/subsidies/applications/${id}/actions/object`, 201, objection)
    await open(`/publicity/${id}/object`, person)
    await fill()
    await page.press('实名提出异议')
    expect(posts().map(({ data }) => data)).toEqual([{ name: '王五', contact: '13977778888', reason: '这项发明不是他们的' }])
    expect(posts()[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.text()).toContain('异议已登记')
    expect(page.text()).toContain('12月8日（周二）前答复您')
  })

  it('shows what is wrong beside the field and keeps what was typed', async () => {
    answer(`POST /api/subsidies/applications/${id}/actions/object`, 422, { code: 'invalid-input', requestId: 'r', fields: [{ field: 'contact', reason: 'phone-length', limit: 10 }] })
    await open(`/publicity/${id}/object`, person)
    await fill()
    await page.press('实名提出异议')
    expect(page.noteOf('联系方式')).toBe('手机号是 11 位，现在是 10 位。')
    expect(document.activeElement?.id).toBe('field-contact')
    expect(document.querySelector('textarea')?.value).toBe('这项发明不是他们的')
    expect(page.text()).not.toContain('异议已登记')
  })

  it.each([
    ['subsidies.publicity-over', '公示期已过，不再收异议'],
    ['subsidies.own-case', '这是您企业自己的申报'],
    ['too-many-requests', '点得太快了'],
  ])('is refused in words: %s', async (code, words) => {
    answer(`POST /api/subsidies/applications/${id}/actions/object`, 409, { code, requestId: 'r' })
    await open(`/publicity/${id}/object`, person)
    await fill()
    await page.press('实名提出异议')
    expect(page.text()).toContain(words)
    expect(document.querySelector('textarea')?.value).toBe('这项发明不是他们的')
  })

  it('is not offered after the last day, nor while an earlier one is looked into', async () => {
    answer(`GET /api/subsidies/publicity/${id}`, 200, { ...publicity, today: '2026-12-01' })
    await open(`/publicity/${id}/object`, person)
    expect(page.text()).toContain('公示期已过，不再收异议')
    page.unmount()
    answer(`GET /api/subsidies/publicity/${id}`, 200, publicity)
    answer(`GET /api/subsidies/publicity/${id}/objections`, 200, { items: [objection] })
    await open(`/publicity/${id}/object`, person)
    expect(page.text()).toContain('您提过一条，正在核实')
    expect(document.querySelector('textarea')).toBeNull()
  })

  it('by phone or letter is entered by an officer, for each person anew', async () => {
    answer(`GET /api/subsidies/publicity/${id}/objections`, 200, { items: [objection] })
    answer(`POST /api/subsidies/applications/${id}/actions/object`, 201, objection)
    await open(`/publicity/${id}/object`, officer)
    expect(page.button('先写是谁提的').disabled).toBe(true)
    await page.type('谁提的', '赵六')
    await fill()
    await page.press('登记这条异议')
    expect(posts().map(({ data }) => data)).toMatchObject([{ name: '赵六' }])
    expect(page.text()).toContain('答复以前，这一件不能拨付')
  })
})
