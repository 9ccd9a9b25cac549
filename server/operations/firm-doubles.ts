// Firms that may be one: the same name to the eye, one's code the other's former one, a mistyped code one character away. Found anew whenever somebody looks; nothing is stored.
import type { Double, Doubles } from '#contract/accounts/firm-desk-schema.ts'
import { compareText } from '#contract/identifiers/text.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'

type Candidate = Pick<FirmRow, 'id' | 'name' | 'uscc' | 'uscc_check'>
const mostShown = 100
const mostOfGroup = 20

/** Nothing in it looks like anything else. */
const plain = /^[\u4E00-\u9FFF]+$/

/** Blanks and brackets of either width make no difference. */
export function nameKey(name: string): string {
  if (plain.test(name)) return name
  return compareText(name).toLowerCase().replace(/[\s()·.,，。-]/g, '')
}

const characters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']

/** Every code one character away, or with two neighbours the other way round: some six hundred, looked up instead of comparing each firm with each. */
export function slipsOf(code: string): string[] {
  const others = [...code].flatMap((own, at) => characters.filter((one) => one !== own).map((one) => code.slice(0, at) + one + code.slice(at + 1)))
  const swapped = [...code].slice(1).flatMap((next, at) => (next === code[at] ? [] : [code.slice(0, at) + next + code.charAt(at) + code.slice(at + 2)]))
  return [...others, ...swapped]
}

function sameNames(firms: readonly Candidate[]): Candidate[][] {
  const byName = new Map<string, Candidate[]>()
  for (const firm of firms) {
    const key = nameKey(firm.name)
    const known = byName.get(key)
    if (known) known.push(firm)
    else byName.set(key, [firm])
  }
  return [...byName.values()].filter((group) => group.length > 1)
}

/** Firms whose check character does not fit, each with those a slip away. */
function slips(firms: readonly Candidate[]): Candidate[][] {
  const byCode = new Map(firms.map((firm) => [firm.uscc, firm]))
  return firms.filter((firm) => firm.uscc_check === 'mismatch').flatMap((firm) => slipsOf(firm.uscc).flatMap((code) => {
    const other = byCode.get(code)
    return other ? [[firm, other]] : []
  }))
}

async function formerCodes(connection: Connection, firms: readonly Candidate[]): Promise<Candidate[][]> {
  const rows = await connection.selectFrom('firm_codes').innerJoin('firms', 'firms.uscc', 'firm_codes.uscc').select(['firm_codes.firm_id', 'firms.id']).whereRef('firms.id', '<>', 'firm_codes.firm_id').where('firms.merged_into', 'is', null).execute()
  const byId = new Map(firms.map((firm) => [firm.id, firm]))
  return rows.flatMap((row) => {
    const [a, b] = [byId.get(row.firm_id), byId.get(row.id)]
    return a && b ? [[a, b]] : []
  })
}

type Found = { why: Double['why']; ids: string[] }

/** What is shown of them is read for those that are shown. */
async function present(connection: Connection, found: readonly Found[]): Promise<Double[]> {
  const ids = [...new Set(found.flatMap((group) => group.ids))]
  if (ids.length === 0) return []
  const rows = await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'uscc_check', 'town', 'verification', 'created_at']).where('id', 'in', ids).orderBy('created_at').orderBy('id').execute()
  return found.map(({ why, ids: of }) => ({ why, firms: rows.filter((row) => of.includes(row.id)).map(({ id, name, uscc, uscc_check, town, verification, created_at }) => ({ id, name, uscc, usccCheck: uscc_check, town, verification, createdAt: new Date(created_at).toISOString() })) }))
}

/** Surest first, a pair once. */
export async function findDoubles(connection: Connection): Promise<Doubles> {
  const firms = await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'uscc_check']).where('merged_into', 'is', null).orderBy('created_at').orderBy('id').execute()
  const seen = new Set<string>()
  const found: Found[] = []
  const groups = [['code', await formerCodes(connection, firms)], ['typo', slips(firms)], ['name', sameNames(firms)]] as const
  for (const [why, pairs] of groups) {
    for (const group of pairs) {
      const ids = group.slice(0, mostOfGroup).map((firm) => firm.id)
      const key = [...ids].sort().join(' ')
      if (seen.has(key)) continue
      seen.add(key)
      found.push({ why, ids })
    }
  }
  return { items: await present(connection, found.slice(0, mostShown)), isMore: found.length > mostShown }
}
