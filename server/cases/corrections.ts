// The 一次告知 cards of a case: written by officers, sent, answered by the firm or taken back.
import { randomUUID } from 'node:crypto'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import type { CaseState } from '#contract/cases/workflow.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { CorrectionRow } from '../db/schema.ts'

/** An item as it is stored: what the officer wrote, and the firm's tick and words. */
export interface StoredItem extends CorrectionItemInput { doneAt: number | null; doneBy: string | null; reply: string | null }
export type Card = Omit<CorrectionRow, 'items'> & { items: StoredItem[] }

function toCard(row: CorrectionRow): Card {
  return { ...row, items: readStoredJson<StoredItem[]>(row.items) }
}

/** The card being written or waiting for the firm; there is at most one. */
export async function findCard(connection: Connection, caseId: string): Promise<Card | undefined> {
  const row = await connection.selectFrom('corrections').selectAll().where('case_id', '=', caseId).where('state', 'in', ['draft', 'open']).executeTakeFirst()
  return row && toCard(row)
}

function fresh(items: readonly CorrectionItemInput[]): StoredItem[] {
  return items.map((item) => ({ ...item, doneAt: null, doneBy: null, reply: null }))
}

/** Writes the draft down under the next version. The caller has locked the case and checked the version. */
export async function saveDraft(tx: Tx, draft: { caseId: string; round: number; card: Card | undefined; items: readonly CorrectionItemInput[]; accountId: string; at: number }): Promise<Card> {
  const { caseId, card, accountId, at } = draft
  const items = fresh(draft.items)
  const values = { items: JSON.stringify(items), version: (card?.version ?? 0) + 1, saved_by: accountId, saved_at: at }
  if (card) {
    await tx.updateTable('corrections').set(values).where('id', '=', card.id).execute()
    return { ...card, ...values, items }
  }
  const row: CorrectionRow = { id: randomUUID(), case_id: caseId, round: draft.round, kind: 'defects', state: 'draft', resume_state: null, sent_at: null, ended_at: null, ...values }
  await tx.insertInto('corrections').values(row).execute()
  return toCard(row)
}

/** Throws a draft away; a sent card stays for ever. */
export async function discardCard(tx: Tx, card: Card): Promise<void> {
  await tx.deleteFrom('corrections').where('id', '=', card.id).where('state', '=', 'draft').execute()
}

/** A draft nobody sent is of no use once the case is decided, and would stand in the way of a later card. */
export async function dropDraft(tx: Tx, caseId: string): Promise<void> {
  await tx.deleteFrom('corrections').where('case_id', '=', caseId).where('state', '=', 'draft').execute()
}

/** Opens a card to the firm: the draft, or a new one. */
export async function sendCard(tx: Tx, sent: { caseId: string; card: Card | undefined; kind: CorrectionRow['kind']; round: number; items: readonly CorrectionItemInput[]; resumeState: CaseState; accountId: string; at: number }): Promise<void> {
  const { card, at } = sent
  const values = { kind: sent.kind, round: sent.round, state: 'open' as const, resume_state: sent.resumeState, items: JSON.stringify(fresh(sent.items)), saved_by: sent.accountId, saved_at: at, sent_at: at, version: (card?.version ?? 0) + 1 }
  if (card) await tx.updateTable('corrections').set(values).where('id', '=', card.id).execute()
  else await tx.insertInto('corrections').values({ id: randomUUID(), case_id: sent.caseId, ended_at: null, ...values }).execute()
}

export async function writeItems(tx: Tx, card: Card, items: readonly StoredItem[]): Promise<void> {
  await tx.updateTable('corrections').set({ items: JSON.stringify(items), version: card.version + 1 }).where('id', '=', card.id).execute()
}

export async function endCard(tx: Tx, card: Card, state: 'answered' | 'taken-back', at: number): Promise<void> {
  await tx.updateTable('corrections').set({ state, ended_at: at }).where('id', '=', card.id).execute()
}
