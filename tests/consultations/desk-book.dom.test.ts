import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskBookPage from '#client/consultations/DeskBookPage.vue'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aBooking, aProfile, aQuestion, aSlot, now, openDesk, serveDesk, slotsWith, texts, topicIds } from './desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [{ path: '/desk/consultations/new', component: DeskBookPage }]
const firm = { id: 'f1', name: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', town: '马桥镇', verification: 'verified' }
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  const { isOpen: _, version: __, ...expert } = aProfile()
  answer('GET /api/consultations/experts', 200, { items: [{ ...expert, served: 3 }] })
  answer('GET /api/accounts/firms', 200, { items: [firm], isMore: false })
  answer('GET /api/consultations/slots', 200, slotsWith([aSlot('any~1', '2026-11-27T01:30:00.000Z'), aSlot('any~2', '2026-11-27T06:00:00.000Z')]))
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
async function find(words: string): Promise<void> {
  await page.type('企业', words)
  await page.press('找企业')
}
const submit = () => page.press('替企业约好')
const goOn = () => document.querySelector('.desk-book-end > .btn')?.textContent?.trim()

describe('booking for a firm on the telephone', () => {
  it('finds the firm, then topic, way, time and need; the firm\'s own town is there already', async () => {
    page = await openDesk('/desk/consultations/new', routes)
    expect(goOn()).toBe('先找企业')
    await find('苇畔')
    expect(sent.find(({ url }) => url === '/api/accounts/firms')?.params).toEqual({ q: '苇畔' })
    await page.press(firm.name)
    expect(goOn()).toBe('先选主题和方式')
    await page.type('主题', topicIds[0] ?? '')
    await page.tick('上门')
    expect(sent.filter(({ url }) => url === '/api/consultations/slots').at(-1)?.params).toMatchObject({ topic: topicIds[0], way: 'visit', town: '马桥镇', expertId: 'any', firmId: 'f1' })
    expect(goOn()).toBe('先选时间')
    await page.press('09:30')
    await page.type('企业要问什么', '配方能不能申请？')
    expect(goOn()).toBe('先写联系人和电话')
    await page.type('联系人', '李敏')
    await page.type('联系电话', '13800000002')
    answer('POST /api/consultations/bookings', 201, aBooking({ bookedFor: '王倩' }))
    await submit()
    const order = sent.find(({ method }) => method === 'POST')
    expect(order?.data).toEqual({ firmId: 'f1', slotId: 'any~1', topic: topicIds[0], way: 'visit', town: '马桥镇', description: '配方能不能申请？', contactName: '李敏', contactPhone: '13800000002' })
    expect(order?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.router.currentRoute.value.path).toBe('/desk/consultations/b1')
  })

  it('may be with one expert who knows the topic', async () => {
    page = await openDesk('/desk/consultations/new', routes)
    await find('苇畔')
    await page.press(firm.name)
    await page.type('主题', topicIds[0] ?? '')
    await page.tick('电话')
    await page.type('专家', 'e1')
    const asked = sent.filter(({ url }) => url === '/api/consultations/slots').at(-1)
    expect(asked?.params).toMatchObject({ expertId: 'e1', way: 'phone' })
    expect(asked?.params).not.toHaveProperty('town', '马桥镇')
  })

  it('says when no firm is found, and when there are more', async () => {
    page = await openDesk('/desk/consultations/new', routes)
    answer('GET /api/accounts/firms', 200, { items: [], isMore: false })
    await find('没有的')
    expect(page.text()).toContain('没有找到「没有的」')
    answer('GET /api/accounts/firms', 200, { items: [firm], isMore: true })
    await find('新材料')
    expect(page.text()).toContain('还有更多，多打几个字再找')
  })

  it('keeps what was written when the time goes to somebody else', async () => {
    page = await openDesk('/desk/consultations/new', routes)
    await find('苇畔')
    await page.press(firm.name)
    await page.type('主题', topicIds[0] ?? '')
    await page.tick('上门')
    await page.press('09:30')
    await page.type('企业要问什么', '配方能不能申请？')
    await page.type('联系人', '李敏')
    await page.type('联系电话', '13800000002')
    answerWith('POST /api/consultations/bookings', () => {
      answer('GET /api/consultations/slots', 200, slotsWith([aSlot('any~2', '2026-11-27T06:00:00.000Z')]))
      return { status: 409, body: { code: 'consultations.slot-taken', details: { reason: 'taken' }, requestId: 'r' } }
    })
    await submit()
    await page.settle()
    expect(page.text()).toContain('这个时间刚被约走')
    expect(texts('.desk-slots-time')).toEqual(['14:00刘颖'])
    expect(goOn()).toBe('先选时间')
    expect(document.querySelector<HTMLTextAreaElement>('#field-description')?.value).toBe('配方能不能申请？')
  })

  it('shows what is wrong at its field', async () => {
    page = await openDesk('/desk/consultations/new', routes)
    await find('苇畔')
    await page.press(firm.name)
    await page.type('主题', topicIds[0] ?? '')
    await page.tick('电话')
    await page.press('09:30')
    await page.type('企业要问什么', '问一句')
    await page.type('联系人', '李敏')
    await page.type('联系电话', '1380000')
    answer('POST /api/consultations/bookings', 422, { code: 'invalid-input', fields: [{ field: 'contactPhone', reason: 'phone-length', limit: 7 }], requestId: 'r' })
    await submit()
    expect(page.noteOf('联系电话')).toContain('手机号是 11 位')
  })

  it('makes a meeting of a written question, with what was given along', async () => {
    answer('GET /api/consultations/questions/q1', 200, aQuestion({ rights: [{ id: 'r1', kind: 'patent', number: 'ZL1', title: '反应釜' }] }))
    answer('GET /api/accounts/firms/f1', 200, firm)
    page = await openDesk('/desk/consultations/new?question=q1', routes)
    expect(page.text()).toContain('从书面咨询 YX2026-WD-0001 约见面')
    expect(page.text()).toContain(firm.name)
    await page.tick('电话')
    await page.press('14:00')
    await page.type('联系人', '李敏')
    await page.type('联系电话', '13800000002')
    answer('POST /api/consultations/bookings', 201, aBooking())
    await submit()
    expect(sent.find(({ method }) => method === 'POST')?.data).toMatchObject({ questionId: 'q1', rightIds: ['r1'], description: aQuestion().text, topic: aQuestion().topic, way: 'phone' })
  })
})
