import { describe, expect, it } from 'vitest'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { changeAmountType } from '#client/subsidies/scheme-editor/amount-editing.ts'
import { addCondition, answeredBy, askInForm, changeFact, changeOp, changeOrigin, compareWith, copyCondition, factOf, removeCondition } from '#client/subsidies/scheme-editor/condition-editing.ts'
import { addColumn, addField, addSection, changeFieldType, copyField, moveField, moveFieldTo, namesOf, removeField, removeSection, renameField, takeSection } from '#client/subsidies/scheme-editor/field-editing.ts'
import { mergeParts, withoutParts } from '#client/subsidies/scheme-editor/merge-parts.ts'
import { samePart, schemeParts, withPart } from '#client/subsidies/scheme-editor/scheme-parts.ts'
import { shapeProblems, waitingParts } from '#client/subsidies/scheme-editor/scheme-shape.ts'
import { anEmptyScheme, schemeIds, schemeOf } from './scheme-sources.ts'

const done = (removal: ReturnType<typeof removeField>) => {
  if (!removal.ok) throw new Error(`refused: ${removal.places.join()}`)
  return removal
}
const at = (source: ProgrammeSource, name: string) => {
  for (const [section, { fields }] of source.sections.entries()) {
    const field = fields.findIndex((one) => one.name === name)
    if (field >= 0) return { section, field }
  }
  throw new Error(`no field ${name}`)
}
let made = 0
const counted = (stem: string) => `${stem}${(made += 1)}`

describe('opening a scheme in the editor', () => {
  it.each(schemeIds)('gives %s back exactly as it was, taken apart into its parts and put together again', (id) => {
    const source = schemeOf(id)
    const again = schemeParts.reduce((next, part) => withPart(next, part.id, source), anEmptyScheme(id))
    expect(again).toEqual(source)
    expect(JSON.parse(JSON.stringify(again))).toEqual(source)
    expect(shapeProblems(source)).toEqual([])
    expect(schemeParts.every((part) => samePart(part.id, source, again))).toBe(true)
  })
})

describe('a field of the form', () => {
  it('is not removed while conditions, the sum and papers need it, and says which', () => {
    const source = schemeOf('P05')
    const refused = removeField(source, at(source, 'dealType'))
    expect(refused.ok).toBe(false)
    expect(refused.ok ? [] : refused.places).toEqual(expect.arrayContaining(['申报条件「转让已登记，或许可合同已备案」什么时候看', '填项「交易对方」什么时候问']))
    const sum = removeField(source, at(source, 'paidAmountFen'))
    expect(sum.ok ? [] : sum.places).toEqual(expect.arrayContaining(['金额怎么算', '申报条件「款项已实际支付」']))
  })
  it('goes when nobody needs it, and comes back where it was', () => {
    const source = schemeOf('P04')
    const { source: without, restore } = done(removeField(source, at(source, 'listOrder')))
    expect(namesOf(without).has('listOrder')).toBe(false)
    expect(restore(without)).toEqual(source)
  })
  it('takes everything that points to it along when its name changes', () => {
    const source = schemeOf('P05')
    const renamed = renameField(source, at(source, 'dealType'), 'dealKind')
    expect(JSON.stringify(renamed)).not.toContain('"dealType"')
    expect(renamed.conditions.find(({ id }) => id === 'recorded')?.showWhen?.field).toBe('dealKind')
    expect(renameField(renamed, at(renamed, 'dealKind'), 'dealType')).toEqual(source)
  })
  it('takes conditions on a column of its rows along, too', () => {
    const source = schemeOf('P10')
    const rows = at(source, 'patents')
    const column = source.sections[rows.section]?.fields[rows.field]
    const item = column?.type === 'repeat' ? column.item.findIndex((one) => one.name === 'grantDate') : -1
    expect(removeField(source, { ...rows, item })).toMatchObject({ ok: false, places: ['申报条件「授权公告日在政策有效期内（只用于存量结转）」'] })
    const renamed = renameField(source, { ...rows, item }, 'granted')
    expect(renamed.facts.find(({ id }) => id === 'grantDate')?.field).toBe('patents.granted')
    expect(renameField(source, rows, 'rights').facts.find(({ id }) => id === 'grantDate')?.field).toBe('rights.grantDate')
  })
  it('ends in Fen as long as it is money, and whatever counts with it follows', () => {
    const source = schemeOf('P09')
    const number = changeFieldType(source, at(source, 'feeFen'), 'number', counted)
    expect(namesOf(number).has('fee')).toBe(true)
    expect(number.amount).toMatchObject({ base: 'fee' })
    const money = changeFieldType(number, at(number, 'fee'), 'money', counted)
    expect(money.amount).toMatchObject({ base: 'feeFen' })
  })
  it('gets a name of its own when it is added or copied, never one that is there', () => {
    const source = addField(anEmptyScheme(), 0, { type: 'money', label: '合同金额' }, counted)
    const name = source.sections[0]?.fields.at(-1)?.name ?? ''
    expect(name).toMatch(/^ask\d+Fen$/)
    const copied = copyField(source, at(source, name), counted)
    expect(namesOf(copied).size).toBe(namesOf(source).size + 1)
    expect(copied.sections[0]?.fields.at(-1)).toMatchObject({ label: '合同金额（2）', type: 'money' })
    expect([...namesOf(addField(source, 0, { type: 'text', label: '企业名称', name: 'companyName' }, counted))].filter((one) => one.startsWith('companyName'))).toHaveLength(2)
  })
  it('moves within its section and to another one', () => {
    const source = schemeOf('P04')
    const first = at(source, 'companyName')
    expect(moveField(source, first, -1)).toEqual(source)
    expect(moveField(source, first, 1).sections[0]?.fields.map(({ name }) => name).slice(0, 2)).toEqual(['uscc', 'companyName'])
    expect(moveFieldTo(source, first, 1).sections[1]?.fields.at(-1)?.name).toBe('companyName')
  })
})

describe('a section of the form', () => {
  it('is not removed while something outside points into it', () => {
    const source = schemeOf('P04')
    expect(removeSection(source, 1)).toMatchObject({ ok: false, places: expect.arrayContaining(['金额怎么算', '查重']) })
  })
  it('goes with fields that only need each other, and comes back', () => {
    const source = addSection(schemeOf('P04'), '另一段')
    const filled = addField(addField(source, 4, { type: 'boolean', label: '甲', name: 'askedA' }), 4, { type: 'text', label: '乙', name: 'askedB' })
    filled.sections[4] = { ...(filled.sections[4] ?? { id: '', title: '', hint: '' }), fields: (filled.sections[4]?.fields ?? []).map((field) => (field.name === 'askedB' ? { ...field, showWhen: { field: 'askedA', in: [true] } } : field)) }
    const { source: without, restore } = done(removeSection(filled, 4))
    expect(without.sections).toHaveLength(4)
    expect(restore(without)).toEqual(filled)
  })
  it('is taken over from another scheme with its names, so that answers carry over; what is taken here gets another name, and its own pointers follow', () => {
    const interest = schemeOf('P01').sections.find(({ id }) => id === 'interest')
    if (!interest) throw new Error('no section')
    const first = takeSection(schemeOf('P04'), interest, counted)
    expect(first.sections.at(-1)?.fields.map(({ name }) => name)).toEqual(['interestFrom', 'interestTo', 'interestPaidFen'])
    expect(first.sections.at(-1)?.fields[0]).not.toHaveProperty('notBeforeField')
    const twice = takeSection(first, interest, counted)
    const [from, to] = twice.sections.at(-1)?.fields ?? []
    expect(from?.name).not.toBe('interestFrom')
    expect(to).toMatchObject({ afterField: from?.name })
    expect(namesOf(twice).size).toBe(namesOf(first).size + 3)
  })
})

describe('a condition', () => {
  it('is made together with the fact behind it, and takes it along when it goes', () => {
    const source = addCondition(schemeOf('P04'), 'officer', { label: '近三年没有侵权判决', question: '近三年有侵权判决吗？' }, counted)
    expect(factOf(source, source.conditions.at(-1) ?? { id: '', label: '', fact: '', op: 'eq', hard: true })).toMatchObject({ source: 'officer', kind: 'boolean' })
    const { source: without, restore } = done(removeCondition(source, source.conditions.length - 1))
    expect(without).toEqual(schemeOf('P04'))
    expect(restore(without)).toEqual(source)
  })
  it('leaves the fact where another condition needs it', () => {
    const source = schemeOf('P04')
    const shared = { ...source, conditions: [...source.conditions, { ...(source.conditions[0] ?? { id: '', label: '', fact: '', op: 'eq' as const, hard: true }), id: 'again' }] }
    expect(done(removeCondition(shared, shared.conditions.length - 1)).source.facts).toEqual(source.facts)
  })
  it('stands on an answer of the form with the kind of that field, the question and the options', () => {
    const source = answeredBy(changeOrigin(addCondition(schemeOf('P06'), 'officer', { label: '证书是新版' }, counted), 6, 'form'), 6, 'certEdition')
    expect(source.facts.at(-1)).toMatchObject({ source: 'form', field: 'certEdition', kind: 'choice', question: '认证依据', options: ['GB/T 29490-2023', 'GB/T 29490-2013（旧版，不再受理）'] })
    expect(source.conditions.at(-1)).toMatchObject({ op: 'eq', value: 'GB/T 29490-2023' })
  })
  it('asks its question in the form: among the other yes and no, else in a section of its own before the account', () => {
    const known = askInForm(addCondition(schemeOf('P04'), 'form', { label: '有专职人员', question: '企业有专职人员吗？' }, counted), 5, counted)
    expect(known.sections[2]?.fields.at(-1)).toMatchObject({ type: 'boolean', label: '企业有专职人员吗？' })
    expect(known.facts.at(-1)?.field).toBe(known.sections[2]?.fields.at(-1)?.name)
    const fresh = askInForm(addCondition(anEmptyScheme(), 'form', { label: '有专职人员' }, counted), 0, counted)
    expect(fresh.sections.map(({ title }) => title)).toEqual(['企业和联系人', '资格确认', '收款账户'])
    expect(fresh.conditions[0]).toMatchObject({ op: 'eq', value: true })
  })
  it('begins its value anew when the fact can no longer have it, and keeps it when only the question changes', () => {
    const source = schemeOf('P05')
    const fact = source.facts.find(({ id }) => id === 'abnormalFilings')
    if (!fact) throw new Error('no fact')
    const index = source.conditions.findIndex(({ id }) => id === 'abnormal')
    expect(changeFact(source, index, { ...fact, question: '几件？' }).conditions).toEqual(source.conditions)
    expect(changeFact(source, index, { ...fact, kind: 'boolean' }).conditions[index]).toMatchObject({ op: 'eq', value: true })
  })
  it('compares with a list, one value, or another answer, never with two of them', () => {
    const source = schemeOf('P01')
    const [sme, before] = ['sme', 'before'].map((id) => source.conditions.find((condition) => condition.id === id))
    const fact = sme && factOf(source, sme)
    if (!sme || !before || !fact) throw new Error('no condition')
    expect(changeOp(sme, fact, 'eq').value).toBe('中型')
    expect(changeOp(changeOp(sme, fact, 'eq'), fact, 'in').value).toEqual(['中型'])
    expect(compareWith(sme, fact, 'town')).not.toHaveProperty('value')
    expect(compareWith(before, fact, null)).not.toHaveProperty('valueField')
  })
  it('is copied with a fact of its own', () => {
    const source = copyCondition(schemeOf('P05'), 4, counted)
    expect(source.conditions[5]?.fact).not.toBe(source.conditions[4]?.fact)
    expect(source.facts).toHaveLength(schemeOf('P05').facts.length + 1)
  })
})

describe('the rule of the sum', () => {
  it('keeps percentage, base, limit, tiers and words when another kind is chosen', () => {
    const tiers = changeAmountType(schemeOf('P03'), 'fixedByTier')
    expect(tiers.amount).toMatchObject({ type: 'fixedByTier', combine: 'max', summary: schemeOf('P03').amount.summary })
    expect('tiers' in tiers.amount && tiers.amount.tiers.map((tier) => ('fen' in tier ? tier.fen : 0))).toEqual([6_000_000, 20_000_000, 40_000_000])
    const percent = changeAmountType(schemeOf('P09'), 'percentWithTierCap')
    expect(percent.amount).toMatchObject({ percent: 50, base: 'feeFen' })
    expect(changeAmountType(schemeOf('P01'), 'guidance').amount).toMatchObject({ capFen: 50_000_000 })
  })
})

describe('two officers at one scheme', () => {
  const base = schemeOf('P04')
  it('are laid together part by part', () => {
    const mine = { ...base, title: '我改的' }
    const theirs = { ...base, statement: ['他们改的。'] }
    expect(mergeParts(base, mine, theirs)).toEqual({ source: { ...mine, statement: ['他们改的。'] }, clashes: [], hasNews: true })
  })
  it('are asked where both wrote; meanwhile mine stands here and theirs is sent', () => {
    const mine = { ...base, title: '我改的', fee: '我的' }
    const theirs = { ...base, title: '他们改的' }
    const merged = mergeParts(base, mine, theirs)
    expect(merged.clashes).toEqual(['basics'])
    expect(merged.source.title).toBe('我改的')
    expect(withoutParts(merged.source, theirs, merged.clashes)).toEqual(theirs)
  })
  it('do not clash over the same words, nor over a part taken away', () => {
    const { claim: _claim, ...rest } = base
    expect(mergeParts(base, rest, base).source).not.toHaveProperty('claim')
    expect(mergeParts(base, { ...base, title: '一样' }, { ...base, title: '一样' }).clashes).toEqual([])
  })
})

describe('what the server could not keep', () => {
  it('waits in its own part, named at its place', () => {
    const source = { ...schemeOf('P04'), numberKind: 'p', batches: [{ id: 'b1', name: '', opensAt: '', closesAt: '', budgetFen: null }] }
    expect(shapeProblems(source).map(({ path }) => path)).toEqual(['numberKind', 'batches[0].name'])
    expect(waitingParts(source)).toEqual(['basics', 'batches'])
  })
  it('is nothing in a scheme just begun', () => {
    expect(shapeProblems(anEmptyScheme())).toEqual([])
    expect(shapeProblems(addColumn(addField(anEmptyScheme(), 0, { type: 'repeat', label: '专利' }), { section: 0, field: 6 }, { type: 'select', label: '类型' }))).toEqual([])
  })
})
