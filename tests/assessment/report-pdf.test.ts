import { beforeAll, describe, expect, it } from 'vitest'
import type { Edition, EditionItem, RedLine } from '#contract/assessment/edition-schema.ts'
import { askedItems, placedItems } from '#contract/assessment/scope.ts'
import { drawReport } from '#server/assessment/report/draw-report.ts'
import { printReport } from '#server/assessment/report/print-report.ts'
import type { PrintedReport } from '#server/assessment/report/printed-report.ts'
import { barChart, radarChart } from '#server/assessment/report/charts.ts'
import { embeddedFonts, readPdf, readSheets } from '../subsidies/pdf-reading.ts'
import { aReport, anAnswer, anAssessment, anEdition, anEvidence, aStep, firmOf40 } from './a-report.ts'

let edition: Edition
let items: EditionItem[]
let keyItem: EditionItem
let plain: EditionItem
let mayNot: EditionItem
let redLine: RedLine
beforeAll(() => {
  edition = anEdition()
  items = askedItems(edition, {}, []).map(({ item }) => item)
  keyItem = items.find(({ key }) => key)!
  plain = items.find(({ key }) => !key)!
  mayNot = items.find(({ mayNotApply, id }) => mayNotApply && id !== plain.id)!
  redLine = edition.redLines[0]!
})

const words = async (report: PrintedReport) => (await readPdf(await drawReport(report))).text.replaceAll(' ', '')
const plainText = (text: string) => text.replaceAll(' ', '')

describe('the report as PDF', () => {
  it('says on its cover whose it is, of which list, what state it is in and that it is no certificate', async () => {
    const { pages, info } = await readPdf(await drawReport(aReport(anAssessment(edition, { [plain.id]: null }))))
    const cover = plainText(pages[0]?.text ?? '')
    for (const text of ['企业知识产权合规管理', '自评报告', '桓台苇畔新材料有限公司', '91370321MA3ABCDE1X', edition.edition, edition.disclaimer, '2026年11月20日起', '2026年11月23日', '王小川', `未完成（已答${items.length - 1}项，共${items.length}项）`]) expect(cover).toContain(plainText(text))
    expect(info).toMatchObject({ Title: '桓台苇畔新材料有限公司企业知识产权合规管理自评报告', Subject: '未完成' })
    pages.slice(1).forEach((page, index) => expect(plainText(page.text)).toContain(`第${index + 2}页/共${pages.length}页`))
    pages.slice(1).forEach((page) => expect(plainText(page.text)).toContain(plainText(edition.disclaimer)))
  }, 60_000)

  it('puts a red line that was crossed before everything else, with what to do now', async () => {
    const text = await words(aReport(anAssessment(edition, { [redLine.id]: anAnswer(redLine.id, 'yes', '展会上印错了') })))
    for (const part of [edition.scoring.redLine.title, redLine.question, ...redLine.now, '展会上印错了', '碰到红线1项']) expect(text).toContain(plainText(part))
    expect(text.indexOf('二、红线')).toBeLessThan(text.indexOf('四、各章得分'))
  }, 60_000)

  it('lists gaps, key ones first, with note, advice, evidence and who closes them by when', async () => {
    const assessment = anAssessment(edition, { [plain.id]: anAnswer(plain.id, 'major', '从来没有做过'), [keyItem.id]: anAnswer(keyItem.id, 'minor', '只做了一半') }, {
      evidence: [anEvidence(keyItem.id, '会议纪要.pdf', { datedOn: '2025-01-02', expiresOn: '2026-01-02' })],
      remarks: [{ itemId: keyItem.id, text: '请补签到表', by: { id: 'x', name: '李' }, at: '2026-11-21T02:00:00.000Z' }],
    })
    const report = aReport(assessment, { plan: [aStep(keyItem.id, { owner: { id: 'x', name: '李建国' }, dueOn: '2026-11-01' })] })
    expect(report.gaps.map(({ id }) => id)).toEqual([keyItem.id, plain.id])
    const text = await words(report)
    for (const part of ['只做了一半', '从来没有做过', keyItem.advice, plain.advice, ...keyItem.evidence, '会议纪要.pdf（2025-01-02出，已过期2026-01-02）', '请补签到表', '李建国，2026-11-01前，未开始（已过期限）', '还没列进计划', edition.scoring.rectify.title]) expect(text).toContain(plainText(part))
  }, 60_000)

  it('prints the method, every question and answer, what is unsure and what was left out', async () => {
    const question = edition.opening.find(({ id }) => items.some(({ appliesWhen }) => appliesWhen?.question === id))!
    const left = items.find(({ appliesWhen }) => appliesWhen?.question === question.id)!
    const other = question.options.find(({ id }) => !left.appliesWhen!.anyOf.includes(id))!
    const text = await words(aReport(anAssessment(edition, { [plain.id]: anAnswer(plain.id, 'unsure'), [keyItem.id]: anAnswer(keyItem.id, 'observation', '只有一个人会') }, { opening: { [question.id]: [other.id] } })))
    for (const part of [...edition.scoring.method, ...edition.chapters.map(({ title }) => title), '答“不确定”的1项', '只有一个人会', left.appliesWhen!.reason]) expect(text).toContain(plainText(part))
    for (const item of items) expect(text).toContain(plainText(item.question))
  }, 60_000)

  it('shows no clause number that is only a code of this portal', async () => {
    const hidden = edition.chapters.flatMap(({ clauses }) => clauses).filter(({ showNo }) => !showNo)
    expect(hidden.length).toBeGreaterThan(0)
    const text = await words(aReport(anAssessment(edition)))
    for (const { no, title } of hidden) {
      expect(text).not.toContain(`${no}${plainText(title)}`)
      expect(text).toContain(plainText(title))
    }
    for (const { item } of placedItems(edition)) expect(text).not.toContain(item.id)
  }, 60_000)

  it('has a table of readiness: a clause that does not apply says why', () => {
    const clause = edition.chapters.flatMap(({ clauses }) => clauses).find((one) => one.items.every((item) => item.mayNotApply))!
    const answers = Object.fromEntries(clause.items.map(({ id }) => [id, anAnswer(id, 'not-applicable', '没有这项业务')]))
    const { readiness } = aReport(anAssessment(edition, { ...answers, [keyItem.id]: anAnswer(keyItem.id, 'minor') }, { evidence: [anEvidence(plain.id, '制度.pdf')] }))
    expect(readiness).toHaveLength(edition.chapters.flatMap(({ clauses }) => clauses).length)
    expect(readiness.find((row) => row.clause.endsWith(clause.title))).toMatchObject({ applies: '不适用', reason: '没有这项业务', items: 0, state: '—' })
    expect(readiness.some(({ state }) => state.startsWith('差 1 项'))).toBe(true)
    expect(readiness.reduce((sum, { evidence }) => sum + evidence, 0)).toBe(1)
  })

  it('has a table of the change-over only where it was carried over', async () => {
    const carried = aReport(anAssessment(edition), { older: anEdition('gbt29490-2013') })
    const text = await words(carried)
    expect(text).toContain('换版差距表')
    for (const { reason } of edition.carry!.dropped) expect(text).toContain(plainText(reason))
    expect(aReport(anAssessment(edition)).changeover).toBeNull()
    expect(carried.changeover?.rows).toHaveLength(items.length)
  }, 60_000)

  it('is the same bytes for the same data, in this thread and in another', async () => {
    const report = () => aReport(anAssessment(edition, { [plain.id]: anAnswer(plain.id, 'minor') }))
    const [once, again] = [await drawReport(report()), await drawReport(report())]
    expect(again.equals(once)).toBe(true)
    expect(Buffer.from(await printReport(report())).equals(once)).toBe(true)
  }, 90_000)

  it('keeps long notes whole and a name of forty characters, and nothing leaves the page', async () => {
    const note = Array.from({ length: 200 }, (_, index) => `第${index}句。`).join('').slice(0, 1000)
    const lines = Array.from({ length: 400 }, () => '行').join('\n')
    const assessment = anAssessment(edition, { [keyItem.id]: anAnswer(keyItem.id, 'major', note), [plain.id]: anAnswer(plain.id, 'major', lines), [mayNot.id]: anAnswer(mayNot.id, 'not-applicable', note) }, { firmName: firmOf40 })
    const bytes = await drawReport(aReport(assessment, { plan: [aStep(keyItem.id, { note, title: '字'.repeat(200) })] }))
    const { pages, text } = await readPdf(bytes)
    expect(text.match(/行/g)?.length).toBeGreaterThanOrEqual(800)
    for (const sentence of ['第0句。', '第100句。', '第180句。']) expect(text.split(sentence).length).toBeGreaterThan(3)
    for (const { pieces } of pages) for (const { left, right, bottom } of pieces) expect(left >= 40 && right <= 556 && bottom > 10).toBe(true)
    expect((await readSheets(bytes)).sheets.every(({ width, height }) => width === 595 && height === 842)).toBe(true)
  }, 90_000)

  it('prints rare characters and marks those the font lacks', async () => {
    const { text } = await readPdf(await drawReport(aReport(anAssessment(edition, { [plain.id]: anAnswer(plain.id, 'minor', '㛃和👨‍👩‍👧') }, { firmName: '龘龘科技有限公司' }))))
    expect(text).toContain('龘龘科技有限公司')
    expect(text.replaceAll(' ', '')).toContain('㛃和〓〓〓')
    expect(text.replaceAll(' ', '')).toContain('〓处是字库里没有的字')
  }, 60_000)

  it('embeds the letters it uses, and can be walked through by its outline', async () => {
    const bytes = await drawReport(aReport(anAssessment(edition)))
    expect(embeddedFonts(bytes).every(({ outlines }) => outlines > 20)).toBe(true)
    expect((await readSheets(bytes)).outline.map(([title]) => title)).toEqual(['一、结论', '二、红线', '三、评分方法', '四、各章得分', '五、差距清单', '六、观察项', '七、不确定和没答的', '八、整改计划', '九、逐项回答', '十、认证预备表'])
  }, 60_000)
})

describe('the charts of a report', () => {
  const size = { width: 240, height: 230, font: 'form' }
  const counts = { conform: 1, observation: 0, minor: 0, major: 0, 'not-applicable': 0, unsure: 0, unanswered: 0 }
  const chapter = (short: string, tenths: number | null) => ({ name: short, short, tenths, counts, total: 1 })
  it('say every figure in words beside its point or bar', () => {
    const chapters = [chapter('企业环境', 855), chapter('领导作用', 700), chapter('策划', 433)]
    for (const svg of [radarChart(chapters, size)?.svg ?? '', barChart(chapters, size).svg]) for (const text of ['企业环境', '领导作用', '策划', '>85.5<', '>70<', '>43.3<']) expect(svg).toContain(text)
  })
  it('leave a chapter without a score out of the radar, and give it a dash beside its bar', () => {
    const chapters = [chapter('企业环境', 855), chapter('领导作用', 700), chapter('策划', 433), chapter('支持', null)]
    expect(radarChart(chapters, size)?.svg).not.toContain('支持')
    expect(barChart(chapters, size).svg).toContain('>—<')
    expect(radarChart(chapters.slice(2), size)).toBeNull()
  })
})
