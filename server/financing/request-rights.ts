// The rights a request would pledge, as the portfolio knows them today, and the card they make.
import type { PledgedRight, SentCard } from '#contract/financing/card-schema.ts'
import { readinessOf, rightType, type Card } from '#contract/financing/readiness.ts'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import { contextOf } from '../portfolio/service.ts'
import { viewRight } from '../portfolio/view.ts'
import type { FirmOfRequest } from './access.ts'

/** In the order of the ids, with the state of their yearly fees; one the firm has taken out of its portfolio is left out. */
export async function readRights(connection: Connection, deps: Deps, firmId: string, ids: readonly string[]): Promise<Right[]> {
  if (ids.length === 0) return []
  const context = await contextOf(deps, connection, firmId)
  const rows = await connection.selectFrom('rights').selectAll().where('firm_id', '=', firmId).where('id', 'in', ids).execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map((row) => viewRight(row, context)))
}

/** Each once. Throws `invalid-input` (option) for one that is not the firm's; one that stood there before and was taken out of the portfolio since is dropped. */
export async function pickRights(connection: Connection, firmId: string, ids: readonly string[], before: readonly string[]): Promise<string[]> {
  const readable = ids.filter((id) => !hasForbiddenCharacters(id))
  const rows = readable.length === 0 ? [] : await connection.selectFrom('rights').select('id').where('firm_id', '=', firmId).where('id', 'in', readable).execute()
  const isOwn = (id: string) => rows.some((row) => row.id === id)
  const foreign = ids.flatMap((id, index) => (isOwn(id) || before.includes(id) ? [] : [{ field: `rightIds[${index}]`, reason: 'option' }]))
  if (foreign.length > 0) throw invalid(...foreign)
  return [...new Set(ids.filter(isOwn))]
}

export function cardOf({ content }: Pick<Deps, 'content'>, firm: Pick<FirmOfRequest, 'name'>, rights: readonly Right[], answers: Readonly<Record<string, string>>, today: string): Card {
  return readinessOf(content.financing.readiness, { rights, firmName: firm.name, answers, today })
}

export function sentCardOf(card: Card, today: string): SentCard {
  const lights = (some: Card['firm']) => some.map((light) => ({ ...light, findings: [...light.findings] }))
  return { verdict: card.verdict, on: today, counts: card.counts, rights: card.rights.map(({ right, verdict, lights: of }) => ({ rightId: right.id, verdict, lights: lights(of) })), firm: lights(card.firm), papers: [...card.papers] }
}

export function pledgedRightOf(right: Right): PledgedRight {
  const { id, number, title, owner, coOwners, filedOn, grantedOn, lastDay } = right
  return { id, type: rightType(right), number, title, owner, coOwners, filedOn, grantedOn, lastDay }
}
