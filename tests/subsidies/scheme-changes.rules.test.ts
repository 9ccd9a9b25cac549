// What a firm is told of a changed scheme, and what is wrong with one: rules without a server.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { schemeChanges } from '#contract/subsidies/scheme-changes.ts'
import { schemeReasons } from '#contract/subsidies/scheme-reasons.ts'
import { schemeProblemText } from '#client/subsidies/scheme-problem-text.ts'
import { compareSchemes } from '#client/subsidies/scheme-compare.ts'
import { programmeFaults } from '#server/content/programme-checks.ts'
import { nextYear } from '#server/subsidies/scheme-copies.ts'
import { withField } from './scheme-desk.ts'

const scheme = JSON.parse(readFileSync('content/huantai/subsidies/P05.json', 'utf8')) as ProgrammeSource
const told = (after: ProgrammeSource) => schemeChanges(scheme, after).map(({ kind, part, name }) => `${kind} ${part} ${name}`)
const wrong = (source: ProgrammeSource) => programmeFaults(source).map(({ path, reason, about }) => [path, reason, about])

describe('a firm is told', () => {
  it('nothing where nothing changed, in whatever order the words were written', () => {
    expect(told(structuredClone(scheme))).toEqual([])
    expect(told({ ...scheme, amount: Object.fromEntries(Object.entries(scheme.amount).toReversed()) as ProgrammeSource['amount'] })).toEqual([])
  })

  it('nothing of what is no work for it: help, what is filled in by itself, documents, steps, who to ask', () => {
    expect(told({ ...withField(scheme, 'contactName', { help: '写真名', prefill: undefined, carry: 'firm' }), basis: [], steps: [], fee: '收费' })).toEqual([])
  })

  it.each<[string, ProgrammeSource, string[]]>([
    ['another option', withField(scheme, 'dealType', { options: ['转让'] }), ['changed field dealType']],
    ['what must be filled in now', withField(scheme, 'counterparty', { required: false }), ['changed field counterparty']],
    ['a field that came as a whole, not column by column', { ...scheme, sections: scheme.sections.filter(({ id }) => id !== 'patents') }, ['removed field patents']],
    ['one column of rows', withField(scheme, 'patents', { item: [{ name: 'patentNo', label: '专利号', type: 'text', required: true, maxLength: 20, check: 'patent', help: '填证书上「专利号」一栏，以 ZL 开头。' }] }), ['removed field patents.patentTitle', 'removed field patents.patentType', 'removed field patents.grantDate']],
    ['a paper that must be handed in now', { ...scheme, papers: scheme.papers.map((paper) => (paper.id === 'useProof' ? { ...paper, required: true } : paper)) }, ['changed paper useProof']],
    ['a stricter condition', { ...scheme, conditions: scheme.conditions.map((condition) => (condition.id === 'abnormal' ? { ...condition, hard: false } : condition)) }, ['changed condition abnormal']],
    ['another sum, but not whether a document stands behind it', { ...scheme, amount: { ...scheme.amount, type: 'percent', percent: 20, base: 'paidAmountFen', capFenPerFirmPerYear: 20000000 } as ProgrammeSource['amount'] }, ['changed amount amount']],
    ['the same sum with a document now', { ...scheme, amount: { ...scheme.amount, illustrative: false, source: '某文' } }, []],
    ['a new batch, but not its money', { ...scheme, batches: [{ id: 'b1', name: '第一批', opensAt: '2026-01-01T00:00:00', closesAt: '2026-02-01T00:00:00', budgetFen: 1 }] }, ['added batch b1']],
  ])('%s', (_what, after, expected) => {
    expect(told(after)).toEqual(expected)
  })
})

describe('an officer who compares two versions', () => {
  it('sees every part that differs, line by line, and nothing else', () => {
    const parts = compareSchemes(scheme, { ...withField(scheme, 'dealType', { options: ['转让', '许可'] }), title: '新名字', basis: scheme.basis.slice(1) })
    expect(parts[0]?.lines.map(({ label }) => label)).toEqual(['名称'])
    expect(parts.map(({ id }) => id)).toEqual(['basics', 'basis', 'form'])
    expect(parts.find(({ id }) => id === 'form')?.lines).toEqual([{ key: 'dealType', label: '填项：方式', before: '方式；选一个；必填；转让（受让方）、许可（被许可方）、开放许可、自行产业化', after: '方式；选一个；必填；转让、许可' }])
    expect(compareSchemes(scheme, structuredClone(scheme))).toEqual([])
  })

  it('is told of a change that no line shows, such as another order', () => {
    const [part] = compareSchemes(scheme, { ...scheme, papers: scheme.papers.toReversed() })
    expect(part?.lines.map(({ label }) => label)).toEqual(['次序或内部设置'])
  })
})

describe('a scheme is refused', () => {
  it.each<[string, (source: ProgrammeSource) => ProgrammeSource, [string, string, string?]]>([
    ['without a title', (source) => ({ ...source, title: ' ' }), ['title', 'empty', undefined]],
    ['with a title nobody can read', (source) => ({ ...source, title: '长'.repeat(81) }), ['title', 'too-long', '80']],
    ['with a pattern that could run for ever', (source) => withField(source, 'contactName', { pattern: '(a+)+$' }), ['sections[0].fields[3].pattern', 'pattern-risky', undefined]],
    ['with a pattern nobody can read', (source) => withField(source, 'contactName', { pattern: '[' }), ['sections[0].fields[3].pattern', 'pattern', undefined]],
    ['with steps in the wrong order', (source) => ({ ...source, steps: [source.steps[0]!, source.steps[3]!, source.steps[1]!, source.steps[5]!] }), ['steps[2].state', 'step-order', '受理']],
    ['with money paid below nothing', (source) => ({ ...source, amount: { ...source.amount, capFenPerFirmPerYear: 0 } as ProgrammeSource['amount'] }), ['amount.capFenPerFirmPerYear', 'not-above-zero', undefined]],
    ['with two batches at once', (source) => ({ ...source, batches: ['a', 'b'].map((id) => ({ id, name: id, opensAt: '2026-01-01T00:00:00', closesAt: '2026-02-01T00:00:00', budgetFen: null })) }), ['batches', 'overlap', 'b']],
  ])('%s', (_what, change, expected) => {
    expect(wrong(scheme)).toEqual([])
    expect(wrong(change(structuredClone(scheme)))).toEqual([expected])
  })

  it('with a sentence for every reason, and one that names what it is about', () => {
    for (const reason of schemeReasons) {
      const sentence = schemeProblemText({ reason, about: '甲', blocks: true })
      expect(sentence.length, reason).toBeGreaterThan(3)
      expect(sentence).not.toContain('{')
    }
    expect(schemeProblemText({ reason: 'basis-unverified', blocks: false })).not.toBe(schemeProblemText({ reason: 'basis-unverified', blocks: true }))
  })
})

describe('next year’s copy', () => {
  const leap = { ...scheme, title: '2028年奖励', validFrom: '2028-02-29', validTo: null, batches: [{ id: '2028-2', name: '2028年第二批', opensAt: '2028-02-29T08:00:00', closesAt: '2028-03-31T17:00:00', budgetFen: 5 }] }
  it('moves by whole years, 29 February to the 28th, and names with them', () => {
    expect(nextYear(leap, 'P05-2029', 2029)).toMatchObject({ title: '2029年奖励', validFrom: '2029-02-28', validTo: null, batches: [{ id: '2029-2', name: '2029年第二批', opensAt: '2029-02-28T08:00:00', closesAt: '2029-03-31T17:00:00', budgetFen: null }] })
  })
  it('of a scheme without an end keeps its beginning: the same document still holds', () => {
    expect(nextYear({ ...leap, validFrom: '2024-01-01' }, 'P05-2029', 2029)).toMatchObject({ validFrom: '2024-01-01', validTo: null })
  })
})
