import { describe, expect, it } from 'vitest'
import type { Condition, Fact, Field, PlainField, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { changeAmountType } from '#client/subsidies/scheme-editor/amount-editing.ts'
import { changeClaim, firstClaim } from '#client/subsidies/scheme-editor/claim-editing.ts'
import { addCondition, answeredBy, changeCondition, changeFact, changeOp, changeOrigin, compareWith, factOf } from '#client/subsidies/scheme-editor/condition-editing.ts'
import { addColumn, addField, addSection, changeField, changeFieldType, changeSection, moveField, moveSection, removeField, removeSection, renameField, takeSection } from '#client/subsidies/scheme-editor/field-editing.ts'
import { withKey } from '#client/ui/list-editing.ts'
import { renamedOption } from '#client/subsidies/scheme-editor/option-editing.ts'
import { shapeProblems } from '#client/subsidies/scheme-editor/scheme-shape.ts'
import { programmeFaults } from '#server/content/programme-checks.ts'
import { anEmptyScheme, schemeIds, schemeOf } from './scheme-sources.ts'

type Step = (source: ProgrammeSource) => ProgrammeSource
const run = (source: ProgrammeSource, ...steps: Step[]) => steps.reduce((now, step) => step(now), source)
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('not there')
  return value
}
const set = <K extends keyof ProgrammeSource>(key: K, value: ProgrammeSource[K]): Step => (now) => withKey(now, key, value)
const last = (now: ProgrammeSource) => now.conditions.length - 1
const condition = (change: Partial<Condition>): Step => (now) => changeCondition(now, last(now), { ...must(now.conditions.at(-1)), ...change })
const fact = (change: Partial<Fact>): Step => (now) => changeFact(now, last(now), { ...must(factOf(now, must(now.conditions.at(-1)))), ...change })
/** The last field of a section, as the form of the editor changes it. */
const field = (section: number, change: Partial<Field>): Step => (now) => {
  const at = { section, field: must(now.sections[section]).fields.length - 1 }
  return changeField(now, at, { ...must(now.sections[section]?.fields[at.field]), ...change } as Field)
}

/** 国家知识产权示范（优势）企业培育奖励, as an officer would write it from nothing; the internal names are given where the file has others than the editor would make. */
function writeP04(): ProgrammeSource {
  const file = schemeOf('P04')
  return run(
    anEmptyScheme('P04'),
    // 1, 2, 8, 10
    set('title', file.title), set('summary', file.summary), set('level', '县级'), set('category', '荣誉与培育'), set('who', file.who), set('numberKind', 'PY'), set('fee', '不收费'),
    set('status', 'draft'), set('demoStatus', 'open'), set('validFrom', '2026-01-01'), set('validTo', '2026-12-31'), set('contact', file.contact), set('changes', file.changes), set('confidence', file.confidence),
    set('demoBudgetFen', 100_000_000), set('basis', file.basis), set('steps', file.steps), set('processNote', file.processNote), set('statement', file.statement), set('papers', file.papers),
    // 6: the sections that come along, one for the list and one for the questions, the account last
    (now) => changeField(now, { section: 0, field: 1 }, { ...must(now.sections[0]?.fields[1]), help: '18 位。校验位对不上也可以提交，由县局对照营业执照核对。' }),
    (now) => addSection(now, '名单', '', 'honor'),
    (now) => changeSection(now, 2, { hint: '按国家知识产权局公布的文件填。' }),
    (now) => moveSection(now, 2, -1),
    (now) => addField(now, 1, { type: 'select', label: '类别', name: 'honorType' }),
    (now) => renamedOption(now, { section: 1, field: 0 }, ['国家知识产权示范企业', '国家知识产权优势企业']),
    (now) => addField(now, 1, { type: 'text', label: '公布年度', name: 'listYear' }),
    (now) => changeFieldType(now, { section: 1, field: 1 }, 'number'),
    field(1, { min: 2013, max: 2100, unit: '年', notAfter: 'year' }),
    (now) => addField(now, 1, { type: 'text', label: '名单序号或文号', name: 'listOrder', required: false }),
    (now) => addSection(now, '资格确认', '每一条按实际情况选。县局会核验。', 'confirm'),
    (now) => moveSection(now, 3, -1),
    (now) => addField(now, 2, { type: 'boolean', label: '企业是独立法人吗？', name: 'legalPersonStatus' }),
    field(2, { help: '分公司、个体工商户不是独立法人' }),
    (now) => addField(now, 2, { type: 'boolean', label: '同一事项领过同类财政资金吗？', name: 'duplicateFunding' }),
    field(2, { help: '包括国家、省、市和其他部门的资金' }),
    (now) => addField(now, 2, { type: 'boolean', label: '企业列入国家知识产权局公布的名单了吗？', name: 'onCnipaList' }),
    field(2, { help: '复核通过的也算' }),
    // 4
    (now) => addCondition(now, 'profile', { id: 'reg', factId: 'registeredInHuantai', label: '在桓台县登记注册', question: '企业在桓台县登记注册吗？' }),
    condition({ evidence: 'license', remedy: '在企业资料里交营业执照照片，县局核对后就算数。' }),
    (now) => addCondition(now, 'form', { id: 'legal', factId: 'legalPersonStatus', label: '具有独立法人资格' }),
    (now) => answeredBy(now, last(now), 'legalPersonStatus'), fact({ shared: true }), condition({ evidence: 'license' }),
    (now) => addCondition(now, 'officer', { id: 'credit', factId: 'seriousDishonesty', label: '没有被列入严重违法失信名单', question: '企业被列入严重违法失信名单了吗？' }), condition({ value: false }),
    (now) => addCondition(now, 'form', { id: 'dup', factId: 'duplicateFunding', label: '同一事项没有重复享受同类财政资金' }),
    (now) => answeredBy(now, last(now), 'duplicateFunding'), condition({ value: false, evidence: 'commitment' }),
    (now) => addCondition(now, 'form', { id: 'list', factId: 'onCnipaList', label: '列入国家知识产权局公布的示范或优势企业名单（复核通过的也算）' }),
    (now) => answeredBy(now, last(now), 'onCnipaList'), condition({ evidence: 'listNotice', remedy: '先按国家知识产权局当年的评定通知申报。' }),
    // 5
    (now) => changeAmountType(now, 'fixedByTier'),
    (now) => ({ ...now, amount: { ...now.amount, summary: '示范企业 20.00 万元，优势企业 10.00 万元' } }),
    (now) => (now.amount.type === 'fixedByTier' ? { ...now, amount: { ...now.amount, tiers: [
      { when: { field: 'honorType', equals: '国家知识产权示范企业' }, label: '国家知识产权示范企业', fen: 20_000_000 },
      { when: { field: 'honorType', equals: '国家知识产权优势企业' }, label: '国家知识产权优势企业', fen: 10_000_000 },
    ] } } : now),
    // 9
    (now) => set('claim', changeClaim(firstClaim(now), { item: undefined, itemField: 'honorType', per: 'field-year', yearField: 'listYear' }))(now),
  )
}

describe('writing a scheme from nothing', () => {
  it('gives 国家知识产权示范（优势）企业培育奖励 exactly as its file has it', () => {
    const written = writeP04()
    expect(written).toEqual(schemeOf('P04'))
    expect(programmeFaults(written)).toEqual([])
  })

  it.each(schemeIds)('reaches every question, condition and way to count of %s with the steps an officer has', (id) => {
    const file = schemeOf(id)
    let now: ProgrammeSource = anEmptyScheme(id)
    while (now.sections.length > 0) {
      const removal = removeSection(now, now.sections.length - 1)
      if (!removal.ok) throw new Error(removal.places.join())
      now = removal.source
    }
    now = file.sections.reduce((next, section, index) => section.fields.reduce((form, one, place) => askField(form, index, place, one), addSection(next, section.title, section.hint, section.id)), now)
    now = { ...now, papers: file.papers }
    now = file.conditions.reduce((next, one) => askCondition(next, one, must(file.facts.find((fact) => fact.id === one.fact))), now)
    now = changeAmountType(now, file.amount.type)
    expect(now.amount.type).toBe(file.amount.type)
    expect(now.sections).toEqual(file.sections)
    expect(now.conditions).toEqual(file.conditions)
    expect([...now.facts].sort((a, b) => a.id.localeCompare(b.id))).toEqual([...file.facts].sort((a, b) => a.id.localeCompare(b.id)))
    expect(shapeProblems(now)).toEqual([])
  })
})

/** Added as a line of text, made the kind it is, renamed, then filled in key by key. */
function askField(source: ProgrammeSource, section: number, place: number, wanted: Field): ProgrammeSource {
  const at = { section, field: place }
  let now = addField(source, section, { type: 'text', label: wanted.label, required: wanted.required })
  now = renameField(changeFieldType(now, at, wanted.type), at, wanted.name)
  if (wanted.type === 'repeat')
    now = wanted.item.reduce((next: ProgrammeSource, item: PlainField, index) => {
      const column = addColumn(next, at, { type: item.type, label: item.label, required: item.required, name: item.name })
      return changeField(column, { ...at, item: index }, item)
    }, now)
  return changeField(now, at, wanted)
}

function askCondition(source: ProgrammeSource, wanted: Condition, behind: Fact): ProgrammeSource {
  let now = addCondition(source, 'officer', { id: wanted.id, label: wanted.label, question: behind.question, factId: behind.id })
  const index = now.conditions.length - 1
  now = changeOrigin(now, index, behind.source)
  if (behind.source === 'form') now = answeredBy(now, index, behind.field ?? '')
  now = changeFact(now, index, behind)
  const made = must(now.conditions[index])
  const compared = wanted.valueField === undefined ? { ...changeOp(made, behind, wanted.op), value: wanted.value } : { ...compareWith(made, behind, wanted.valueField), op: wanted.op }
  return changeCondition(now, index, { ...compared, hard: wanted.hard, ...(wanted.evidence ? { evidence: wanted.evidence } : {}), ...(wanted.remedy ? { remedy: wanted.remedy } : {}), ...(wanted.showWhen ? { showWhen: wanted.showWhen } : {}) })
}

describe('an option of a choice', () => {
  it('is worded anew everywhere it is named: conditions, tiers, papers and other questions', () => {
    const source = schemeOf('P03')
    const section = source.sections.findIndex(({ fields }) => fields.some(({ name }) => name === 'insuranceType'))
    const at = { section, field: must(source.sections[section]).fields.findIndex(({ name }) => name === 'insuranceType') }
    const before = source.sections[section]?.fields[at.field]
    const options = before?.type === 'select' ? before.options : []
    const renamed = renamedOption(source, at, options.map((option) => (option === '专利执行险' ? '执行险' : option)), { from: '专利执行险', to: '执行险' })
    expect(JSON.stringify(renamed.amount)).toContain('"执行险"')
    expect(JSON.stringify([renamed.amount.type, renamed.papers, renamed.sections])).not.toContain('"专利执行险"')
    expect(programmeFaults(renamed)).toEqual([])
  })
  it('that is there twice moves nothing, and one that is taken away is named by the check', () => {
    const source = schemeOf('P04')
    const at = { section: 1, field: 0 }
    expect(renamedOption(source, at, ['国家知识产权优势企业', '国家知识产权优势企业'], { from: '国家知识产权示范企业', to: '国家知识产权优势企业' }).amount).toEqual(source.amount)
    expect(programmeFaults(renamedOption(source, at, ['国家知识产权优势企业'])).map(({ reason }) => reason)).toContain('never-value')
  })
})

describe('a new scheme', () => {
  it('takes the questions of another one over and stays without a fault in its form', () => {
    const taken = must(schemeOf('P09').sections.find(({ id }) => id === 'confirm'))
    const source = takeSection(anEmptyScheme('N9'), taken)
    expect(programmeFaults(source).filter(({ path }) => path.startsWith('sections'))).toEqual([])
    expect(moveField(source, { section: 2, field: 0 }, 1).sections[2]?.fields[1]?.name).toBe(taken.fields[0]?.name)
    expect(removeField(source, { section: 2, field: 0 }).ok).toBe(true)
  })
})
