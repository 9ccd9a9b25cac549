// 服务记录表 as PDF: everything said, nothing beyond the margins, the same bytes for the same record.
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { VisitRecord } from '#contract/consultations/schema.ts'
import { loadContent, type Content } from '#server/content.ts'
import type { BookingOfFirm } from '#server/consultations/access.ts'
import { buildRecord } from '#server/consultations/record-pdf/build-record.ts'
import { drawRecord } from '#server/consultations/record-pdf/draw-record.ts'
import { printRecord } from '#server/consultations/record-pdf/print-record.ts'
import type { PrintedRecord } from '#server/consultations/record-pdf/printed-record.ts'
import { page } from '#server/pdf/grid.ts'
import { readPdf } from '../subsidies/pdf-reading.ts'
import { aRecord } from './after.ts'

const firmOf40 = '桓台苇畔高端含氟特种新材料与精密机械密封装备研究开发制造集团股份有限公司淄川分厂'
let content: Content
let picture = ''
beforeAll(async () => {
  content = loadContent('content/huantai', { demo: true })
  picture = `data:image/jpeg;base64,${(await sharp({ create: { width: 900, height: 600, channels: 3, background: '#88aacc' } }).jpeg().toBuffer()).toString('base64')}`
})

const booking: BookingOfFirm = {
  id: '3f2b8a90-1111-4222-8333-444455556666', number: 'HT2026-YY-0007', firm_id: 'f', expert_id: 'e', topic: 'patent-mining', way: 'visit', state: 'done', version: 5, starts_at: Date.parse('2026-11-26T01:30:00.000Z'), ends_at: Date.parse('2026-11-26T03:00:00.000Z'),
  first_quantum: 0, last_quantum: 0, town: '果里镇', address: '工业路 8 号办公楼二楼', place_id: null, meeting: null, description: '想知道新夹具能不能申请专利。', contact_name: '李经理', contact_phone: '13900000009', rights: '[]', gaps: '[]', question_id: null,
  created_by: 'a', created_at: 0, booked_for: null, cancelled_by: null, cancelled_at: null, done_at: 0, sequence: 0, day_told: null, hours_told: null, firm_name: firmOf40, expert_name: '王明',
}

function aForm(changes: Partial<VisitRecord> = {}, photos: string[] = []): PrintedRecord {
  const record: VisitRecord = {
    ...aRecord(), followUps: aRecord().followUps.map((step) => ({ ...step, doneAt: null })), bookingId: booking.id, state: 'confirmed', photos: [], savedAt: '2026-11-26T03:10:00.000Z', submittedAt: '2026-11-26T03:20:00.000Z', returnedBecause: null,
    confirmedBy: '李经理', confirmedAt: '2026-11-26T03:25:00.000Z', confirmedVia: 'code', version: 3, ...changes,
  }
  return buildRecord({ content: content.consultations, booking, uscc: '91370321MA00000000', organisation: '示例知识产权代理事务所', record, photos, office: content.county.office, publicUrl: 'https://ip.example.gov.cn' })
}

const plain = async (form: PrintedRecord) => {
  const { pages, text } = await readPdf(await drawRecord(form))
  return { pages, text: text.replaceAll(/\s/g, '') }
}

describe('the record of a visit as PDF', () => {
  it('says who met whom, when and where, what was said, and who agreed to it', async () => {
    const form = aForm()
    const { text, pages } = await plain(form)
    for (const { label, value } of [...form.facts, ...form.talk, ...form.advice]) for (const words of [label, value]) expect(text).toContain(words.replaceAll(/\s/g, ''))
    for (const words of [
      '知识产权公益服务进企业', '服务记录表', '编号：HT2026-YY-0007', firmOf40, '2026年11月26日', '09:30—11:00', '上门', '果里镇工业路8号办公楼二楼', '王明', '示例知识产权代理事务所', '专利挖掘与申请前评估', '送政策', '访需求', '解难题', '听意见',
      '李工', '研发部', '整理技术交底书', '2026年12月10日', '企业李经理于2026年11月26日11:25凭发到企业手机的短信码确认', '企业代表（签字）：', '服务专家（签字）：', ...form.notes,
    ]) expect(text).toContain(words.replaceAll(/\s/g, ''))
    pages.forEach((one, index) => expect(one.text.replaceAll(' ', '')).toContain(`第${index + 1}页/共${pages.length}页`))
    // The contact's telephone is not on paper that is passed on.
    expect(text).not.toContain('13900000009')
  }, 30_000)

  it.each([['draft', '草稿', '草稿，还没有交给企业。'], ['submitted', '待企业确认', '企业还没有确认。']] as const)('says of one that is %s what is missing', async (state, standing, words) => {
    const { text } = await plain(aForm({ state, confirmedBy: null, confirmedAt: null, confirmedVia: null }))
    expect(text).toContain(`编号：HT2026-YY-0007（${standing}）`)
    expect(text).toContain(words)
    expect((await plain(aForm({ confirmedVia: 'tap' }))).text).toContain('企业李经理于2026年11月26日11:25在平台上确认')
  }, 30_000)

  it('is the same bytes for the same record, in this thread and in another', async () => {
    const once = await drawRecord(aForm({}, [picture]))
    expect((await drawRecord(aForm({}, [picture]))).equals(once)).toBe(true)
    expect(Buffer.from(await printRecord(aForm({}, [picture]))).equals(once)).toBe(true)
    expect((await drawRecord(aForm({ plan: '别的计划' }, [picture]))).equals(once)).toBe(false)
  }, 30_000)

  it('holds 20 people, 20 follow-ups, eight texts of 2,000 characters and nine photographs, nothing beyond the margins, no heading alone', async () => {
    const long = (mark: string) => `${mark}始${'企业近三年申请专利二十一件，其中发明九件，主要是密封材料；'.repeat(90).slice(0, 1996)}${mark}终`
    const texts = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛']
    const [situation = '', policy = '', needs = '', problems = '', opinions = '', findings = '', advice = '', plan = ''] = texts.map(long)
    const people = Array.from({ length: 20 }, (_, index) => ({ name: `参加人${index + 1}`.padEnd(40, '长'), department: '研发一部', title: '工程师' }))
    const followUps = Array.from({ length: 20 }, (_, index) => ({ id: String(index), what: `第${index + 1}件${'整理资料'.repeat(60)}`.slice(0, 200), owner: 'firm' as const, dueOn: '2026-12-10', doneAt: null }))
    const { pages, text } = await plain(aForm({ people, situation, policy, needs, problems, opinions, findings, advice, plan, followUps }, Array.from({ length: 9 }, () => picture)))
    for (const mark of texts) for (const end of ['始', '终']) expect(text).toContain(`${mark}${end}`)
    for (let index = 1; index <= 20; index += 1) expect(text).toContain(`第${index}件整理资料`)
    for (let index = 1; index <= 9; index += 1) expect(text).toContain(`照片${index}`)
    expect(pages.length).toBeLessThan(24)
    for (const { pieces } of pages) {
      for (const { left, right } of pieces) {
        expect(left).toBeGreaterThanOrEqual(page.margins[0] - 1)
        expect(right).toBeLessThanOrEqual(page.width - page.margins[2] + 1)
      }
      const lowest = pieces.filter(({ bottom, text: words }) => bottom > page.margins[3] && words.trim() !== '').toSorted((one, other) => one.bottom - other.bottom)[0]
      expect(lowest?.text ?? '').not.toMatch(/^[一二三四五六七]、/)
    }
  }, 60_000)
})
