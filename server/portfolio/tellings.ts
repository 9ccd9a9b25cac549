// Which reminders of yearly fees were sent: one row for a right, patent year and step, so that a restart doubles nothing.
import type { Connection, Tx } from '../db/commands.ts'
import type { AnnuityTellingRow, RightRow } from '../db/schema.ts'

/** Granted patents in force, with what their firm has set; none of firms that switched reminders off. Of each firm together. */
export async function listRemindable(connection: Connection): Promise<(RightRow & { is_reduced: number | null; firm_name: string })[]> {
  return connection.selectFrom('rights').innerJoin('firms', 'firms.id', 'rights.firm_id').leftJoin('portfolio_settings', 'portfolio_settings.firm_id', 'rights.firm_id')
    .selectAll('rights').select(['portfolio_settings.is_reduced', 'firms.name as firm_name'])
    .where('rights.kind', '=', 'patent').where('rights.state', '=', 'live').where('rights.filed_on', 'is not', null).where('rights.granted_on', 'is not', null)
    .where((eb) => eb.or([eb('portfolio_settings.reminds', 'is', null), eb('portfolio_settings.reminds', '=', 1)]))
    .orderBy('rights.firm_id').orderBy('rights.number').execute()
}

const askedAtOnce = 500

/** `right year step` of everything these rights were told of. */
export async function listTold(connection: Connection, rightIds: readonly string[]): Promise<Set<string>> {
  const told = new Set<string>()
  for (let from = 0; from < rightIds.length; from += askedAtOnce) {
    const rows = await connection.selectFrom('annuity_tellings').select(['right_id', 'patent_year', 'step']).where('right_id', 'in', rightIds.slice(from, from + askedAtOnce)).execute()
    for (const row of rows) told.add(tellingName(row))
  }
  return told
}

export function tellingName({ right_id, patent_year, step }: Omit<AnnuityTellingRow, 'told_at'>): string {
  return `${right_id} ${patent_year} ${step}`
}

/** True for the one who tells it: false when it was told meanwhile, or the right was changed or deleted since it was read. */
export async function takeTelling(tx: Tx, seen: { version: number }, telling: AnnuityTellingRow): Promise<boolean> {
  const right = await tx.selectFrom('rights').select('id').where('id', '=', telling.right_id).where('version', '=', seen.version).executeTakeFirst()
  if (!right) return false
  return (await tx.insertInto('annuity_tellings').values(telling).onConflict((conflict) => conflict.doNothing()).returning('right_id').executeTakeFirst()) !== undefined
}
