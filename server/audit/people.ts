// Who a line of the audit is of, in words, and how an auditor finds a person or a firm to ask about.
import { sql, type SqlBool } from 'kysely'
import { dutyWords, firmRoleWords } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { AuditFirms, AuditPeople, AuditPerson } from '#contract/audit/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { compareText } from '#contract/identifiers/text.ts'
import { findFirms } from '../accounts/firm-search.ts'
import type { Connection } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { recordAudit } from './record.ts'

const isDuty = (role: string): role is StaffRole => Object.hasOwn(dutyWords, role)
/** As lines name who had no account, or acted for a firm. */
const otherWords: Readonly<Record<string, string>> = { firm: '企业', clerk: `企业${firmRoleWords.clerk}`, calendar: '系统按日历', system: '系统', operator: '运维操作', public: '访客' }

export interface Actor { account_id: string | null; role: string | null; name: string | null; phone: string | null; staff_role: StaffRole | null }

/** `administrator` of a line is of a firm, unless the account is one of the county's own. */
function wordOfRole(role: string | null, staffRole: StaffRole | null): string {
  if (role === 'administrator') return staffRole === 'administrator' ? dutyWords.administrator : firmRoleWords.administrator
  if (role === null) return staffRole === null ? '' : dutyWords[staffRole]
  return isDuty(role) ? dutyWords[role] : (otherWords[role] ?? role)
}

/** `isPlain`: a system administrator is told the names of those who work for the county, of nobody else. */
export function personOf({ account_id: id, role, name, phone, staff_role: staffRole }: Actor, isPlain: boolean): AuditPerson {
  const duty = wordOfRole(role, staffRole)
  if (id === null) return { id: null, name: duty === '' ? '未登录的人' : duty, phone: null, duty: '' }
  if (isPlain && staffRole === null) return { id, name: '企业的人', phone: phone === null ? null : maskPhone(phone), duty: '' }
  return { id, name: name ?? '账号已删除', phone: phone === null ? null : maskPhone(phone), duty: duty === '' ? '企业的人' : duty }
}

const mostFound = 20

async function accountsLike(connection: Connection, typed: string, isPlain: boolean) {
  const phone = parsePhone(typed)
  let query = connection.selectFrom('accounts').select(['id', 'name', 'phone', 'staff_role', 'disabled_at'])
  if (isPlain) query = query.where('staff_role', 'is not', null)
  query = phone.ok ? query.where('phone', '=', phone.value) : query.where(sql<SqlBool>`lower(name) like ${likePattern(compareText(typed).toLowerCase())} escape '!'`)
  return query.orderBy(sql`case when staff_role is null then 1 else 0 end`).orderBy('name').orderBy('id').limit(mostFound + 1).execute()
}

/** By a part of the name or a whole phone; the look-up is a line itself, which says whether a phone was typed and never which. */
export async function findPeople({ db, commands, clock }: Deps, account: SignedIn, typed: string, requestId: string): Promise<AuditPeople> {
  const isPlain = account.duty === 'administrator'
  const rows = compareText(typed) === '' ? [] : await accountsLike(db, typed, isPlain)
  const items = rows.slice(0, mostFound)
  await commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'audit.find', requestId, details: { what: 'people', byPhone: parsePhone(typed).ok, found: items.length } }))
  return {
    items: items.map((row) => ({ id: row.id, name: row.name === '' ? '（没有填姓名）' : row.name, phone: maskPhone(row.phone), duty: row.staff_role === null ? '企业的人' : dutyWords[row.staff_role], isShut: row.disabled_at !== null })),
    isMore: rows.length > mostFound,
  }
}

export async function findFirmsToAudit({ db, commands, clock }: Deps, account: SignedIn, typed: string, requestId: string): Promise<AuditFirms> {
  const { items, isMore } = await findFirms(db, typed)
  await commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'audit.find', requestId, details: { what: 'firms', found: items.length } }))
  return { items: items.map(({ id, name, uscc, town }) => ({ id, name, uscc, town })), isMore }
}
