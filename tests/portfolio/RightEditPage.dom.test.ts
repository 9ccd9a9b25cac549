import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useSessionStore } from '#client/accounts/session.ts'
import RightEditPage from '#client/portfolio/RightEditPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, me, rules } from './rights.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const stage = (id?: string) =>
  defineComponent({
    setup() {
      useSessionStore().set(me)
      return () => h(RightEditPage, id ? { id } : {})
    },
  })
async function openNew(path = '/rights/new'): Promise<void> {
  answer('GET /api/portfolio/rules', 200, rules)
  page = await mountPage(stage(), path)
}
async function openChange(): Promise<void> {
  answer('GET /api/portfolio/rules', 200, rules)
  answer('GET /api/portfolio/rights/r1', 200, aPatent())
  page = await mountPage(stage('r1'), '/rights/r1/edit')
}
const box = (label: string) => {
  const found = [...document.querySelectorAll('label')].find((element) => element.textContent?.startsWith(label))
  return found && document.getElementById(found.htmlFor) as HTMLInputElement | null
}
const lastSent = (method: string) => sent.findLast((request) => request.method === method && request.url.startsWith('/api/portfolio'))
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('a patent number while it is typed', () => {
  beforeEach(() => openNew())

  it('tells kind, year of filing and how long it lives, at once', async () => {
    await page.type('专利号', 'zl2017 1 0601862．3')
    expect(page.text()).toContain('ZL 2017 1 0601862.3，校验位对得上')
    expect(page.text()).toContain('发明，2017 年申请，最长到 2037 年，约剩 11 年')
  })

  it('tells the last day as soon as the filing date is there', async () => {
    await page.type('专利号', 'ZL201710601862.3')
    await page.type('申请日', '2017-07-21')
    expect(page.text()).toContain('期限届满前最后一天：2037年7月20日')
  })

  it('with a wrong check digit is marked 待核 and can be saved all the same', async () => {
    await page.type('专利号', 'ZL201710601862.4')
    expect(page.noteOf('专利号')).toContain('待核：校验位对不上，按前面的数字应为「3」')
    await page.type('发明创造名称', '一种密封件')
    expect(page.button('存好').disabled).toBe(false)
  })

  it('that is a publication number or an international one is explained', async () => {
    await page.type('专利号', 'CN110941994B')
    expect(page.noteOf('专利号')).toContain('这是公告号或公开号')
    await page.type('专利号', 'PCT/CN2021/123456')
    expect(page.noteOf('专利号')).toContain('这是国际申请号')
    expect(page.button('先填对专利号').disabled).toBe(true)
  })

  it('that is only unfinished is counted, and called wrong after the box is left', async () => {
    await page.type('专利号', '20171060')
    await page.type('专利号', '2017106018')
    expect(page.noteOf('专利号')).toContain('已填 10 位')
    await page.leave('专利号')
    expect(page.noteOf('专利号')).toContain('现在是 10 位')
  })
})

describe('registering a right', () => {
  it('sends it once with what was filled in, and shows it', async () => {
    await openNew()
    answer('POST /api/portfolio/rights', 201, aPatent({ id: 'r7' }))
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.type('申请日', '2021-03-05')
    await page.type('授权公告日', '2022-08-16')
    await page.type('年费缴到第几年度', '6')
    await page.press('存好')
    expect(lastSent('POST')?.data).toMatchObject({
      firmId: 'f1', kind: 'patent', number: 'ZL202119999021.6', title: '一种含氟密封材料', filedOn: '2021-03-05', grantedOn: '2022-08-16', paidYear: 6, coOwners: [],
    })
    expect(page.router.currentRoute.value.path).toBe('/rights/r7')
  })

  it('asks for what the certificate of this kind says', async () => {
    await openNew('/rights/new?kind=software')
    for (const label of ['登记号', '软件全称', '登记日期', '著作权人']) expect(box(label), label).toBeTruthy()
    expect(page.text()).not.toContain('年费缴到')
    await page.press('商标')
    for (const label of ['商标注册号', '商标名称', '国际分类', '专用期限届满日']) expect(box(label), label).toBeTruthy()
  })

  it('takes classes as people write them, and names what is none', async () => {
    await openNew('/rights/new?kind=trademark')
    answer('POST /api/portfolio/rights', 201, aPatent())
    await page.type('商标注册号', '第8661190号')
    expect(page.text()).toContain('记作 8661190')
    await page.type('商标名称', '苇畔')
    await page.type('国际分类', '46')
    expect(page.noteOf('国际分类')).toContain('1 到 45')
    await page.type('国际分类', '第17类、1')
    await page.press('存好')
    expect(lastSent('POST')?.data).toMatchObject({ kind: 'trademark', number: '第8661190号', classes: [1, 17], lastDay: null })
  })

  it('refuses a grant before the filing and a day that has not come', async () => {
    await openNew()
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.type('申请日', '2021-03-05')
    await page.type('授权公告日', '2021-03-04')
    expect(page.noteOf('授权公告日')).toBe('不能早于 2021-03-05。')
    expect(page.button('先改对日期').disabled).toBe(true)
    await page.type('授权公告日', '2026-11-24')
    expect(page.noteOf('授权公告日')).toContain('这一天还没到')
    await page.type('授权公告日', '2026-11-23')
    expect(page.button('存好').disabled).toBe(false)
  })

  it('only points out a filing date of another year than the number says', async () => {
    await openNew()
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.type('申请日', '2019-03-05')
    expect(page.noteOf('申请日')).toContain('号码里的申请年份是 2021')
    expect(page.button('存好').disabled).toBe(false)
  })

  it('keeps co-owners row by row and takes a deletion back', async () => {
    await openNew()
    await page.press('加一位共有人')
    await page.type('共有专利权人 1', '某某大学')
    await page.press('加一位共有人')
    await page.type('共有专利权人 2', '湖畔化工有限公司')
    document.querySelector<HTMLButtonElement>('[aria-label="删除共有专利权人 1"]')?.click()
    await page.settle()
    expect(box('共有专利权人 1')?.value).toBe('湖畔化工有限公司')
    expect(page.text()).toContain('已删某某大学')
    await page.press('撤销')
    expect(box('共有专利权人 1')?.value).toBe('某某大学')
    expect(box('共有专利权人 2')?.value).toBe('湖畔化工有限公司')
  })

  it('without a network keeps every box as typed, says so, and is the same command when tried again', async () => {
    await openNew()
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.press('存好')
    expect(document.querySelector('[role="alert"]')?.textContent).toMatch(/网/)
    expect(box('专利号')?.value).toBe('ZL202119999021.6')
    expect(box('发明创造名称')?.value).toBe('一种含氟密封材料')
    answer('POST /api/portfolio/rights', 201, aPatent())
    await page.press('存好')
    const posts = sent.filter((request) => request.method === 'POST' && request.url === '/api/portfolio/rights')
    expect(posts).toHaveLength(2)
    expect(posts[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(posts[0]?.headers?.['Idempotency-Key']).toBe(posts[1]?.headers?.['Idempotency-Key'])
  })

  it('of a number the firm has already leads to the one there is', async () => {
    await openNew()
    answer('POST /api/portfolio/rights', 409, { code: 'portfolio.known', details: { rightId: 'r9' }, requestId: 'r' })
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.press('存好')
    expect(document.querySelector('a[href="/rights/r9"]')?.textContent).toContain('打开那一件')
  })

  it('shows the server\'s word beside the field it is about', async () => {
    await openNew()
    answer('POST /api/portfolio/rights', 422, { code: 'invalid-input', fields: [{ field: 'title', reason: 'text-invalid' }], requestId: 'r' })
    await page.type('专利号', 'ZL202119999021.6')
    await page.type('发明创造名称', '一种含氟密封材料')
    await page.press('存好')
    expect(page.noteOf('发明创造名称')).toContain('有不能保存的字符')
  })
})

describe('changing a right', () => {
  it('sends only what was changed, on the version it was read', async () => {
    await openChange()
    expect(page.button('还没有改动').disabled).toBe(true)
    answer('PATCH /api/portfolio/rights/r1', 200, aPatent())
    await page.type('发明创造名称', '一种密封圈')
    await page.press('存好')
    expect(lastSent('PATCH')?.data).toEqual({ title: '一种密封圈' })
    expect(lastSent('PATCH')?.headers?.['If-Match']).toContain('3')
  })

  it('after a colleague\'s change keeps what was typed and takes in theirs', async () => {
    await openChange()
    answer('PATCH /api/portfolio/rights/r1', 412, { code: 'stale', requestId: 'r' })
    await page.type('发明创造名称', '一种密封圈')
    await page.press('存好')
    expect(page.text()).toContain('同事刚刚也改了这一件')
    answer('GET /api/portfolio/rights/r1', 200, aPatent({ version: 4, owner: '湖畔化工有限公司' }))
    await page.press('取最新的')
    expect(box('发明创造名称')?.value).toBe('一种密封圈')
    expect(box('专利权人')?.value).toBe('湖畔化工有限公司')
    answer('PATCH /api/portfolio/rights/r1', 200, aPatent())
    await page.press('存好')
    expect(lastSent('PATCH')?.data).toEqual({ title: '一种密封圈' })
    expect(lastSent('PATCH')?.headers?.['If-Match']).toContain('4')
  })
})
