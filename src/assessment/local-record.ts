// What of assessments lies in the person's vault: one record an answer (small writes), the server's copy with what was changed about it, and the
// editions, so that everything opens without a network. Read back as carefully as anything a phone has kept.
import type { Edition, EditionSummary } from '#contract/assessment/edition-schema.ts'
import type {
  Answer,
  AnswerWord,
  Assessment,
  AssessmentInput,
  AssessmentSummary,
  OpeningAnswers,
  Person,
} from '#contract/assessment/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { Vault } from '#client/accounts/local-vault.ts'

/** An answer given on this phone, until the server's copy has it. */
export interface AnswerRecord {
  itemId: string
  answer: AnswerWord | null
  note: string
  by: Person | null
  at: string
  /** Answers go to the server in this order; a later one to the same item replaces an earlier one, also in another tab. */
  order: number
  /** Version of the server's answer it was changed on, 0 for none. */
  base: number
  /** The server has it: as it stands there. Kept until the copy is written anew. */
  sent: Answer | null
  /** The server does not take it; held back until it is changed. */
  problems: FieldProblem[]
  isRefused: boolean
  /** Somebody answered otherwise meanwhile: held back until the person has chosen. */
  conflict: Answer | null
  /** Taken along from the short check: gives way to whatever is there. */
  isWeak: boolean
}

/** What was changed about an assessment itself and is not on the server yet. */
export interface Changes {
  /** Begun on this phone: to be begun on the server first. */
  begun: AssessmentInput | null
  /** By opening question. */
  opening: OpeningAnswers
  takenIn: string[]
  leftOut: string[]
  isShared: boolean | null
}

export const noChanges = (): Changes => ({ begun: null, opening: {}, takenIn: [], leftOut: [], isShared: null })

export function countChanges(changes: Changes): number {
  const { begun, opening, takenIn, leftOut, isShared } = changes
  return (begun ? 1 : 0) + Object.keys(opening).length + takenIn.length + leftOut.length + (isShared === null ? 0 : 1)
}

const prefix = 'assessment.'
const name = {
  answer: (id: string, itemId: string) => `${prefix}answer.${id}/${itemId}`,
  copy: (id: string) => `${prefix}copy.${id}`,
  changes: (id: string) => `${prefix}changes.${id}`,
  alias: (id: string) => `${prefix}alias.${id}`,
  edition: (id: string) => `${prefix}edition.${id}`,
  list: (firmId: string) => `${prefix}list.${firmId}`,
  editions: `${prefix}editions`,
}
/** What waits on a phone whose person is not known is counted by these names. */
export const waitingNames = [`/${prefix}answer.`, `/${prefix}changes.`]

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
const hasAll = (value: unknown, keys: readonly string[]) => isObject(value) && keys.every((key) => key in value)

function isAnswerRecord(value: unknown): value is AnswerRecord {
  return hasAll(value, ['itemId', 'answer', 'note', 'at', 'order', 'base', 'sent', 'problems', 'conflict'])
}
function isChanges(value: unknown): value is Changes {
  return hasAll(value, ['begun', 'opening', 'takenIn', 'leftOut', 'isShared'])
}
function isAssessment(value: unknown): value is Assessment {
  return hasAll(value, ['id', 'editionId', 'opening', 'takenBack', 'answers', 'evidence', 'version', 'mayAnswer'])
}
function isEdition(value: unknown): value is Edition {
  return hasAll(value, ['id', 'version', 'chapters', 'redLines', 'scoring', 'opening', 'quick'])
}
function isList<T>(value: unknown, keys: readonly string[]): value is T[] {
  return Array.isArray(value) && value.every((one) => hasAll(one, keys))
}

export async function writeAnswer(vault: Vault, id: string, record: AnswerRecord): Promise<void> {
  await vault.put(name.answer(id, record.itemId), record)
}
export async function readAnswer(vault: Vault, id: string, itemId: string): Promise<AnswerRecord | undefined> {
  const value = await vault.get(name.answer(id, itemId))
  return isAnswerRecord(value) ? value : undefined
}
export function forgetAnswer(vault: Vault, id: string, itemId: string): Promise<void> {
  return vault.remove(name.answer(id, itemId))
}

/** Everything kept of one assessment. */
export interface Kept {
  copy: Assessment | undefined
  changes: Changes
  answers: AnswerRecord[]
}
export async function readAll(vault: Vault, id: string): Promise<Kept> {
  const names = await vault.names(name.answer(id, ''))
  const [copy, changes, ...answers] = await Promise.all([name.copy(id), name.changes(id), ...names].map((one) => vault.get(one)))
  return {
    copy: isAssessment(copy) ? copy : undefined,
    changes: isChanges(changes) ? changes : noChanges(),
    answers: answers.filter(isAnswerRecord).sort((a, b) => a.order - b.order),
  }
}
export function writeCopy(vault: Vault, copy: Assessment): Promise<void> {
  return vault.put(name.copy(copy.id), copy)
}
export function writeChanges(vault: Vault, id: string, changes: Changes): Promise<void> {
  return countChanges(changes) === 0 ? vault.remove(name.changes(id)) : vault.put(name.changes(id), changes)
}

/** Ids of the assessments something lies here of, those begun here among them. */
export async function listKept(vault: Vault): Promise<string[]> {
  const names = await vault.names(prefix)
  const ids = names.flatMap((one) => /^assessment\.(?:copy|changes|answer)\.([^/]+)/.exec(one)?.[1] ?? [])
  return [...new Set(ids)]
}

/** Everything of it goes; its other names stay, so that an old address still leads to it. */
export async function forgetAll(vault: Vault, id: string): Promise<void> {
  const names = await vault.names(name.answer(id, ''))
  for (const one of [...names, name.changes(id), name.copy(id)]) await vault.remove(one)
}

/** The assessment this id stands for: one begun here may have become another on the server. */
export async function readAlias(vault: Vault, id: string): Promise<string> {
  const alias = await vault.get(name.alias(id))
  return typeof alias === 'string' ? alias : id
}
export function writeAlias(vault: Vault, id: string, realId: string): Promise<void> {
  return vault.put(name.alias(id), realId)
}

export async function readKeptEdition(vault: Vault, id: string): Promise<Edition | undefined> {
  const value = await vault.get(name.edition(id))
  return isEdition(value) ? value : undefined
}
export function keepEdition(vault: Vault, edition: Edition): Promise<void> {
  return vault.put(name.edition(edition.id), edition)
}
export async function readKeptEditions(vault: Vault): Promise<EditionSummary[] | undefined> {
  const value = await vault.get(name.editions)
  return isList<EditionSummary>(value, ['id', 'status', 'version']) ? value : undefined
}
export function keepEditions(vault: Vault, editions: EditionSummary[]): Promise<void> {
  return vault.put(name.editions, editions)
}
export async function readKeptList(vault: Vault, firmId: string): Promise<AssessmentSummary[] | undefined> {
  const value = await vault.get(name.list(firmId))
  return isList<AssessmentSummary>(value, ['id', 'editionId', 'state']) ? value : undefined
}
export function keepList(vault: Vault, firmId: string, list: AssessmentSummary[]): Promise<void> {
  return vault.put(name.list(firmId), list)
}
