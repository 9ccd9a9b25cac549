import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import FirmRegisterPage from '#client/accounts/FirmRegisterPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '3', sessionExpiresAt: '2026-11-24T00:00:00.000Z' }
let page: Page

beforeEach(async () => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 200, me)
  answer('GET /api/county', 200, { towns: ['马桥镇', '新城镇'], industries: ['新材料'] })
  answer('POST /api/accounts/firms', 201, { id: 'f1', state: 'unverified', warnings: [] })
  page = await mountPage(FirmRegisterPage, '/firms/new?next=/subsidies/P05')
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

async function fill(uscc: string): Promise<void> {
  await page.type('统一社会信用代码', uscc)
  await page.type('企业名称', '苇畔新材料有限公司')
  await page.type('所在镇办', '马桥镇')
}
const firmRequest = () => sent.find((request) => request.method === 'POST' && request.url === '/api/accounts/firms')

describe('the credit code while it is typed', () => {
  it('names the character that cannot be, at once', async () => {
    await page.type('统一社会信用代码', '91370321MA0O')
    expect(page.noteOf('统一社会信用代码')).toContain('第 12 位「O」不会出现在信用代码里，是不是数字 0')
  })

  it('counts what is there and complains of its length only after the box is left', async () => {
    await page.type('统一社会信用代码', '91370321')
    expect(page.noteOf('统一社会信用代码')).toBe('已填 8 位，共 18 位')
    await page.leave('统一社会信用代码')
    expect(page.noteOf('统一社会信用代码')).toContain('信用代码是 18 位，现在是 8 位')
  })

  it('is read back when it fits, lower case and spaces or not', async () => {
    await page.type('统一社会信用代码', '9137 0321 ma0d em01 3l')
    expect(page.text()).toContain('91370321 MA0DEM013 L，校验位对得上')
  })

  it('with a check character that does not fit asks to compare with the licence before going on', async () => {
    await fill('914403001922038217')
    expect(page.noteOf('统一社会信用代码')).toContain('校验位对不上')
    expect(page.button('先对照营业执照核对').disabled).toBe(true)
    await page.tick('已对照营业执照核对')
    await page.press('登记')
    expect(firmRequest()?.data).toMatchObject({ uscc: '914403001922038217', usccConfirmed: true })
  })
})

describe('registering', () => {
  it('sends what was filled in and goes on where the person was going', async () => {
    await fill('91370321MA0DEM013L')
    await page.press('登记')
    expect(firmRequest()?.data).toEqual({ uscc: '91370321MA0DEM013L', name: '苇畔新材料有限公司', town: '马桥镇', legalPerson: '', industry: '' })
    expect(page.router.currentRoute.value.fullPath).toBe('/subsidies/P05')
  })

  it('shows the server\'s word beside the field it is about', async () => {
    answer('POST /api/accounts/firms', 422, { code: 'invalid-input', fields: [{ field: 'name', reason: 'too-short', limit: 2 }], requestId: 'r' })
    await fill('91370321MA0DEM013L')
    await page.press('登记')
    expect(page.noteOf('企业名称')).toBe('太短了，至少 2 个字。')
  })

  it('of a firm that is known offers to ask its administrator, without a name', async () => {
    answer('POST /api/accounts/firms', 409, { code: 'accounts.firm-known', details: { firmId: 'f9' }, requestId: 'r' })
    answer('POST /api/accounts/firms/f9/members', 201, { state: 'pending' })
    await fill('91370321MA0DEM013L')
    await page.press('登记')
    expect(page.text()).toContain('这家企业已经有人登记')
    await page.type('给管理员留句话', '我是财务小李')
    await page.press('申请加入')
    expect(sent.find((request) => request.url === '/api/accounts/firms/f9/members')?.data).toEqual({ note: '我是财务小李' })
    expect(page.text()).toContain('已申请，等企业管理员同意')
  })
})
