// What may be claimed only once: a right (or another thing the form names), a cost item, a scheme or group, a year. The same words give the same key, however they were typed.
import { parsePatentNumber } from '../identifiers/patent.ts'
import { plainCode } from '../identifiers/text.ts'
import { parseUscc } from '../identifiers/uscc.ts'
import { allFields, answerOf, isAnswered, isShownIn, rowsOf, shownAnswers, type Row } from './fields.ts'
import type { ClaimRule, PlainField, Section } from './programme.ts'
import type { Answers } from './schema.ts'

export interface ClaimKey {
  /** Compared with others; never shown. */
  key: string
  /** The field it was read from, e.g. `patents[1].patentNo` or `certNo`. */
  path: string
  /** For the eye: ZL201710601862.3 · 转让 · 2026年. */
  label: string
}
interface ClaimForm { sections: readonly Section[]; claim?: ClaimRule }
const yearWord = '年'

/** The keys these answers claim, each once; none while what they are read from is not answered. `year`: of the submission, in Shanghai. */
export function claimKeys(form: ClaimForm, answers: Answers, year: number): ClaimKey[] {
  const { claim } = form
  if (!claim) return []
  const programme = { sections: [...form.sections] }
  const shown = shownAnswers(programme, answers)
  const fields = allFields(programme)
  const item = claim.item ?? wordOf(answerOf(shown, claim.itemField ?? ''))
  const inYear = yearOfClaim(claim, shown, year)
  if (item === undefined || inYear === undefined) return []
  const repeated = claim.by.find((path) => path.includes('.'))?.split('.')[0]
  const rows: Row[] = repeated === undefined ? [{}] : rowsOf(answerOf(shown, repeated))
  const keys = new Map<string, ClaimKey>()
  rows.forEach((row, index) => {
    const parts = claim.by.map((path) => partOf(path, { fields, shown, row, programme }))
    if (parts.some((part) => part === undefined)) return
    const known = parts.flatMap((part) => (part === undefined ? [] : [part]))
    const key = [claim.group, item, inYear, ...known.map((part) => part.key)].map(squeezed).join('|')
    const path = repeated === undefined ? (claim.by[0] ?? '') : `${repeated}[${index}].${claim.by.find((by) => by.startsWith(`${repeated}.`))?.split('.')[1] ?? ''}`
    const label = [...known.map((part) => part.shown), item, ...(claim.per === 'ever' ? [] : [`${inYear}${yearWord}`])].join(' · ')
    if (!keys.has(key)) keys.set(key, { key, path, label })
  })
  return [...keys.values()]
}

interface Place { fields: ReturnType<typeof allFields>; shown: Answers; row: Row; programme: { sections: Section[] } }

function partOf(path: string, { fields, shown, row, programme }: Place): { key: string; shown: string } | undefined {
  const [name = '', column] = path.split('.')
  const field = fields.find((candidate) => candidate.name === name)
  if (!field || !isShownIn(programme, field.showWhen, shown)) return undefined
  if (column === undefined) return field.type === 'repeat' ? undefined : identityOf(field, answerOf(shown, name))
  const item = field.type === 'repeat' ? field.item.find((candidate) => candidate.name === column) : undefined
  return item && identityOf(item, answerOf(row, column))
}

/** A patent is its number without the check character: one typed wrong is still the same patent. */
function identityOf(field: PlainField, value: unknown): { key: string; shown: string } | undefined {
  const word = wordOf(value)
  if (word === undefined) return undefined
  if (field.type !== 'text') return { key: word, shown: word }
  if (field.check === 'patent') {
    const parsed = parsePatentNumber(word, 9999)
    return parsed.ok ? { key: parsed.value.replace(/^ZL/, '').replace(/\..$/, ''), shown: parsed.value } : undefined
  }
  if (field.check === 'uscc') {
    const parsed = parseUscc(word)
    return parsed.ok ? { key: parsed.value, shown: parsed.value } : undefined
  }
  return { key: word, shown: word }
}

function wordOf(value: unknown): string | undefined {
  if (!isAnswered(value) || (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')) return undefined
  return String(value)
}

function yearOfClaim(claim: ClaimRule, shown: Answers, year: number): string | undefined {
  if (claim.per === 'ever') return '-'
  if (claim.per === 'submitted-year') return String(year)
  const found = wordOf(answerOf(shown, claim.yearField ?? ''))
  return found !== undefined && /^\d{4}/.test(found) ? found.slice(0, 4) : undefined
}

/** Full width, case, blanks, hyphens and brackets make no difference. */
function squeezed(text: string): string {
  return plainCode(text).toUpperCase().replace(/[\s\-‐-―−_|（）()]/g, '')
}
