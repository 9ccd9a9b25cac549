// Firms that may be one: the same name to the eye, one's code the other's former one, a mistyped code one character away. Found anew whenever somebody looks; nothing is stored.
import type { Double, Doubles } from '#contract/accounts/firm-desk-schema.ts'
import { compareText } from '#contract/identifiers/text.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'

type Candidate = Pick<FirmRow, 'id' | 'name' | 'uscc' | 'uscc_check' | 'town' | 'verification' | 'created_at'>
const mostShown = 100

/** Blanks and brackets of either width make no difference. */
export function nameKey(name: string): string {
  return compareText(name).toLowerCase().replace(/[\s()·.,，。-]/g, '')
}

/** One character differs, or two neighbours stand the other way round. */
export function isOneSlip(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false
  const differs = [...a].flatMap((character, index) => (character === b[index] ? [] : [index]))
  const [first = 0, second] = differs
  if (differs.length === 1) return true
  return differs.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first]
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

/** A code is compared with all others in buckets of its first and second half: a slip leaves one of them whole. */
function slips(firms: readonly Candidate[]): Candidate[][] {
  const halves = new Map<string, Candidate[]>()
  const keysOf = ({ uscc }: Candidate) => [`a${uscc.slice(0, 9)}`, `b${uscc.slice(9)}`]
  const odd = firms.filter((firm) => firm.uscc_check === 'mismatch')
  if (odd.length === 0) return []
  const wanted = new Set(odd.flatMap(keysOf))
  for (const firm of firms) for (const key of keysOf(firm)) if (wanted.has(key)) halves.set(key, [...(halves.get(key) ?? []), firm])
  return odd.flatMap((firm) => {
    const others = new Map(keysOf(firm).flatMap((key) => halves.get(key) ?? []).filter((other) => isOneSlip(firm.uscc, other.uscc)).map((other) => [other.id, other]))
    return [...others.values()].map((other) => [firm, other])
  })
}

async function formerCodes(connection: Connection, firms: readonly Candidate[]): Promise<Candidate[][]> {
  const rows = await connection.selectFrom('firm_codes').innerJoin('firms', 'firms.uscc', 'firm_codes.uscc').select(['firm_codes.firm_id', 'firms.id']).whereRef('firms.id', '<>', 'firm_codes.firm_id').where('firms.merged_into', 'is', null).execute()
  const find = (id: string) => firms.find((firm) => firm.id === id)
  return rows.flatMap((row) => {
    const [a, b] = [find(row.firm_id), find(row.id)]
    return a && b ? [[a, b]] : []
  })
}

function present(why: Double['why'], firms: readonly Candidate[]): Double {
  return { why, firms: [...firms].sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1)).slice(0, 20).map(({ id, name, uscc, uscc_check, town, verification, created_at }) => ({ id, name, uscc, usccCheck: uscc_check, town, verification, createdAt: new Date(created_at).toISOString() })) }
}

/** Surest first, a pair once. */
export async function findDoubles(connection: Connection): Promise<Doubles> {
  const firms = await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'uscc_check', 'town', 'verification', 'created_at']).where('merged_into', 'is', null).orderBy('created_at').orderBy('id').execute()
  const seen = new Set<string>()
  const items: Double[] = []
  const groups = [['code', await formerCodes(connection, firms)], ['typo', slips(firms)], ['name', sameNames(firms)]] as const
  for (const [why, found] of groups) {
    for (const group of found) {
      const key = group.map((firm) => firm.id).sort().join(' ')
      if (seen.has(key)) continue
      seen.add(key)
      items.push(present(why, group))
    }
  }
  return { items: items.slice(0, mostShown), isMore: items.length > mostShown }
}
