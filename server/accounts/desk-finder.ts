// Firms by what an officer has in front of them.
import { sql, type SqlBool } from 'kysely'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { firmWords, isNamed, nameBegins } from './firm-words.ts'
import { isOfSought, type DeskFinder } from '../cases/desk-source.ts'

const verifications = { unverified: '未核验', pending: '待核验', verified: '已核验', refused: '核验未通过' } as const
const endings = { dissolved: '已注销', moved: '已迁出', merged: '已并入别家' } as const

export const firmFinder: DeskFinder = {
  kind: 'firm', word: '企业',
  async find({ deps }, sought, limit) {
    const words = firmWords(sought.typed)
    const rows = await deps.db.selectFrom('firms')
      .select(['firms.id', 'firms.name', 'firms.uscc', 'firms.town', 'firms.verification', 'firms.ended_kind', sql<string | null>`(select max(firm_codes.uscc) from firm_codes where firm_codes.firm_id = firms.id and ${isNamed('firm_codes', words)})`.as('old_code')])
      .where(sql<SqlBool>`${isOfSought(sql`firms.id`, sought)}`)
      .orderBy(sql`case when ${nameBegins(sql.ref('firms.name'), words)} then 0 else 1 end`).orderBy('firms.name').orderBy('firms.id').limit(limit).execute()
    return rows.map((row) => ({
      id: row.id, number: row.uscc, title: row.name, firmName: null, state: row.ended_kind === null ? `${verifications[row.verification]}，${row.town}` : endings[row.ended_kind],
      note: noteOf(row.old_code !== null && row.old_code !== row.uscc ? row.old_code : null, sought), link: `/desk/firms/${row.id}`,
    }))
  },
}

function noteOf(oldCode: string | null, { phone, patent }: { phone: string | null; patent: string | null }): string | null {
  if (oldCode !== null) return `原代码 ${oldCode}`
  if (phone !== null) return `有人用 ${maskPhone(phone)} 替它办事`
  return patent === null ? null : `台账里有 ${patent}`
}
