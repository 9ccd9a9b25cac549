// A firm's particulars as people type them → as they are kept. Collects every problem before refusing.
import type { FirmInput, FirmPatch } from '#contract/accounts/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { parseUscc } from '#contract/identifiers/uscc.ts'
import type { FirmRow } from '../db/schema.ts'
import { invalid } from '../errors.ts'
import { checkTitles } from './firm-titles.ts'

export interface CountyWords { towns: string[]; industries: string[]; titles: { id: string }[] }

const nameLength = { least: 2, most: 80 }
const legalPersonMost = 30

function readLine(problems: FieldProblem[], field: string, text: string, length: { least: number; most: number }): string {
  const cleaned = cleanText(text, { singleLine: true })
  if (!cleaned.ok) {
    problems.push({ field, reason: cleaned.reason })
    return ''
  }
  const count = textLength(cleaned.value)
  if (count === 0 && length.least > 0) problems.push({ field, reason: 'required' })
  else if (count < length.least) problems.push({ field, reason: 'too-short', limit: length.least })
  else if (count > length.most) problems.push({ field, reason: 'too-long', limit: length.most })
  return cleaned.value
}

function readWord(problems: FieldProblem[], field: 'town' | 'industry', text: string, known: string[]): string {
  const word = known.find((candidate) => candidate === text.normalize('NFC').trim())
  if (word === undefined) problems.push({ field, reason: text.trim() === '' ? 'required' : field === 'town' ? 'town' : 'option' })
  return word ?? ''
}

export type Profile = Partial<Pick<FirmRow, 'name' | 'town' | 'legal_person' | 'industry' | 'scale'>>

function readProfile(problems: FieldProblem[], input: FirmPatch, words: CountyWords): Profile {
  const profile: Profile = {}
  if (input.name !== undefined) profile.name = readLine(problems, 'name', input.name, nameLength)
  if (input.town !== undefined) profile.town = readWord(problems, 'town', input.town, words.towns)
  if (input.legalPerson !== undefined) profile.legal_person = readLine(problems, 'legalPerson', input.legalPerson, { least: 0, most: legalPersonMost }) || null
  if (input.industry !== undefined) profile.industry = input.industry === '' ? null : readWord(problems, 'industry', input.industry, words.industries)
  if (input.scale !== undefined) profile.scale = input.scale
  return profile
}

/** Throws `invalid-input` naming every field. */
export function readFirmPatch(input: FirmPatch, words: CountyWords): Profile {
  const problems: FieldProblem[] = []
  const profile = readProfile(problems, input, words)
  checkTitles(problems, input.titles ?? [], words.titles)
  if (problems.length > 0) throw invalid(...problems)
  return profile
}

export interface NewFirm { uscc: string; usccCheck: 'ok' | 'mismatch'; profile: Profile & { name: string; town: string } }

/** Throws `invalid-input` naming every field. A wrong check character is no problem here; it comes back as `usccCheck`. */
export function readFirmInput(input: FirmInput, words: CountyWords): NewFirm {
  const problems: FieldProblem[] = []
  const uscc = parseUscc(input.uscc)
  if (!uscc.ok) problems.push({ field: 'uscc', reason: input.uscc.trim() === '' ? 'required' : uscc.reason, limit: uscc.limit })
  const { name = '', town = '', ...rest } = readProfile(problems, input, words)
  if (!uscc.ok || problems.length > 0) throw invalid(...problems)
  return { uscc: uscc.value, usccCheck: uscc.check, profile: { name, town, ...rest } }
}
