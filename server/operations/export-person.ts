// A copy of what is somebody's own, as a zip of one readable page and one JSON: made anew at each download, kept nowhere. Others in it are masked; what belongs to a firm is named, not copied.
import { strToU8, zipSync } from 'fflate'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { openText } from '../sealed-text.ts'
import { disputeKey } from '../subsidies/disputes.ts'
import { wordOfAction } from '#contract/audit/actions.ts'
import { getMyData } from './person-overview.ts'
import { findMyRequest, listMyRequests } from './person-requests.ts'
import { personPage, type CopySection } from './person-page.ts'

const mostLines = 5000
const phonePattern = /(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g
const partPattern = /(?<![0-9A-Za-z])1[3-9]\d\*{4}\d{4}(?![0-9A-Za-z])/g
const chinese = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short', hour12: false })
/** Shanghai's day and minute, or nothing. */
const when = (ms: number | string | null) => (ms === null ? '' : chinese.format(Number(ms)))

/** Names of everybody a message to this person may name: people of their firms, those who asked to join, and who works for the county. */
async function othersNames(connection: Connection, account: SignedIn): Promise<string[]> {
  const firms = connection.selectFrom('memberships').select('firm_id').where('account_id', '=', account.id)
  const rows = await connection.selectFrom('accounts').select('name').distinct()
    .where((eb) => eb.or([eb('staff_role', 'is not', null), eb('accounts.id', 'in', eb.selectFrom('memberships').select('account_id').where('firm_id', 'in', firms))]))
    .where('accounts.id', '<>', account.id).execute()
  return rows.map(({ name }) => name).filter((name) => [...name].length >= 2 && name !== account.name).toSorted((a, b) => b.length - a.length)
}

/** 李敏 → 李*; numbers in part, others' numbers in part are left out. */
function maskerOf(names: readonly string[], account: SignedIn): (text: string) => string {
  return (text) => {
    let masked = text.replace(phonePattern, (phone) => (phone === account.phone ? phone : '***')).replace(partPattern, (part) => (part === maskPhone(account.phone) ? part : '***'))
    for (const name of names) masked = masked.replaceAll(name, `${[...name][0] ?? ''}*`)
    return masked
  }
}

async function messagesOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const mask = maskerOf(await othersNames(db, account), account)
  const rows = await db.selectFrom('messages').select(['title', 'body', 'created_at', 'read_at']).where('account_id', '=', account.id).orderBy('created_at', 'desc').limit(mostLines).execute()
  return rows.map((row) => ({ 时间: when(row.created_at), 标题: mask(row.title), 内容: mask(row.body), 读过: when(row.read_at) }))
}

/** What they wrote themselves and is not a firm's. */
async function ownWords(deps: Deps, account: SignedIn): Promise<CopySection['rows']> {
  const { db } = deps
  const key = disputeKey(deps)
  const disputes = await db.selectFrom('disputes').innerJoin('cases', 'cases.id', 'disputes.case_id').select(['cases.title', 'disputes.kind', 'disputes.name', 'disputes.contact', 'disputes.reason', 'disputes.answer', 'disputes.created_at']).where('account_id', '=', account.id).execute()
  const appeals = await db.selectFrom('firm_appeals').innerJoin('firms', 'firms.id', 'firm_appeals.firm_id').select(['firms.name', 'firm_appeals.reason', 'firm_appeals.decision_reason', 'firm_appeals.created_at']).where('account_id', '=', account.id).execute()
  const ratings = await db.selectFrom('booking_ratings').innerJoin('bookings', 'bookings.id', 'booking_ratings.booking_id').select(['bookings.number', 'booking_ratings.words', 'booking_ratings.at']).where('account_id', '=', account.id).execute()
  const profile = await db.selectFrom('expert_profiles').select(['organisation', 'qualification', 'fields', 'introduction', 'saved_at']).where('account_id', '=', account.id).execute()
  return [
    ...disputes.map((row) => ({ 时间: when(row.created_at), 是什么: row.kind === 'appeal' ? '申请复核' : '异议', 对象: row.title, 写的话: row.reason, 留的姓名: openText(key, row.name) ?? '', 留的联系方式: openText(key, row.contact) ?? '', 答复: row.answer ?? '' })),
    ...appeals.map((row) => ({ 时间: when(row.created_at), 是什么: '归属申诉', 对象: row.name, 写的话: row.reason, 答复: row.decision_reason ?? '' })),
    ...ratings.map((row) => ({ 时间: when(row.at), 是什么: '服务评价', 对象: row.number, 写的话: row.words })),
    ...profile.map((row) => ({ 时间: when(row.saved_at), 是什么: '专家资料', 对象: row.organisation, 写的话: [row.qualification, row.fields, row.introduction].filter((text) => text !== '').join('；') })),
  ]
}

async function channelsOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const settings = await db.selectFrom('notification_settings').selectAll().where('account_id', '=', account.id).execute()
  const choices = await db.selectFrom('notification_choices').selectAll().where('account_id', '=', account.id).execute()
  const phones = await db.selectFrom('push_subscriptions').select(['endpoint', 'created_at']).where('account_id', '=', account.id).execute()
  const onOff = (flag: number) => (flag === 1 ? '开' : '关')
  return [
    ...settings.map((row) => ({ 是什么: '邮箱和频率', 内容: `${row.email ?? row.email_waiting ?? '没有留邮箱'}，${{ each: '每条都发', daily: '每天一次', weekly: '每周一次' }[row.rhythm]}`, 时间: when(row.changed_at) })),
    ...choices.map((row) => ({ 是什么: `通知种类：${{ case: '办件', account: '账号', policy: '政策', reminder: '提醒' }[row.category]}`, 内容: `短信${onOff(row.sms)}，推送${onOff(row.push)}，邮件${onOff(row.email)}`, 时间: when(row.changed_at) })),
    ...phones.map((row) => ({ 是什么: '打开推送的手机', 内容: new URL(row.endpoint).host, 时间: when(row.created_at) })),
  ]
}

async function readingsOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const follows = await db.selectFrom('follows').selectAll().where('account_id', '=', account.id).execute()
  const reads = await db.selectFrom('notice_reads').innerJoin('notices', 'notices.id', 'notice_reads.notice_id').select(['notices.title', 'first_at', 'last_at']).where('account_id', '=', account.id).orderBy('last_at', 'desc').limit(mostLines).execute()
  return [...follows.map((row) => ({ 是什么: '关注', 内容: row.ref, 时间: when(row.created_at) })), ...reads.map((row) => ({ 是什么: '读过的通知', 内容: row.title, 时间: when(row.last_at) }))]
}

async function sessionsOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const sessions = await db.selectFrom('sessions').select(['created_at', 'last_seen_at', 'ends_at']).where('account_id', '=', account.id).orderBy('created_at', 'desc').execute()
  const feeds = await db.selectFrom('calendar_feeds').select(['created_at', 'ended_at']).where('account_id', '=', account.id).execute()
  return [
    ...sessions.map((row) => ({ 是什么: '登录', 开始: when(row.created_at), 最近使用: when(row.last_seen_at), 最晚到: when(row.ends_at) })),
    ...feeds.map((row) => ({ 是什么: '日历订阅', 开始: when(row.created_at), 最近使用: '', 最晚到: when(row.ended_at) })),
  ]
}

async function logOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const rows = await db.selectFrom('audit').select(['at', 'action', 'outcome']).where('account_id', '=', account.id).orderBy('id', 'desc').limit(mostLines).execute()
  return rows.map((row) => ({ 时间: when(row.at), 做了什么: wordOfAction(row.action), 结果: row.outcome === 'done' ? '成功' : '没有成功' }))
}

async function filesOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const rows = await db.selectFrom('files').leftJoin('firms', 'firms.id', 'files.firm_id').select(['files.name', 'files.created_at', 'files.size_bytes', 'firms.name as firm']).where('account_id', '=', account.id).orderBy('files.created_at', 'desc').limit(mostLines).execute()
  return rows.map((row) => ({ 文件: row.name, 企业: row.firm ?? '', 大小: `${Math.ceil(Number(row.size_bytes) / 1024)} KB`, 时间: when(row.created_at) }))
}

async function accountOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const row = await db.selectFrom('accounts').select(['name', 'phone', 'created_at', 'town']).where('id', '=', account.id).executeTakeFirstOrThrow()
  return [{ 姓名: row.name, 手机号: row.phone, 注册时间: when(row.created_at), ...(row.town === null ? {} : { 镇街: row.town }) }]
}

async function firmsOf(db: Connection, account: SignedIn): Promise<CopySection['rows']> {
  const rows = await db.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id').select(['firms.name', 'memberships.role', 'memberships.state', 'memberships.created_at', 'memberships.changed_at']).where('account_id', '=', account.id).orderBy('memberships.created_at').execute()
  return rows.map((row) => ({ 企业: row.name, 身份: row.role === 'administrator' ? '企业管理员' : '经办人', 状态: { active: '现在', pending: '等同意', removed: '已离开' }[row.state], 从: when(row.created_at), 最近变动: when(row.changed_at) }))
}

const sideWords = { officer: '县局人员', bank: '银行', expert: '专家', assistant: '镇办专员', member: '企业成员' } as const

async function gather(deps: Deps, account: SignedIn): Promise<CopySection[]> {
  const { db } = deps
  const overview = await getMyData(deps, account)
  const { items } = await listMyRequests(deps, account)
  return [
    { title: '账号', rows: await accountOf(db, account) },
    { title: '替哪些企业办事', rows: await firmsOf(db, account) },
    { title: '同意记录', rows: overview.consents.map((row) => ({ 同意了什么: { privacy: row.title, gaps: `按自评差距推荐通知：${row.title}`, bank: `向银行提供：${row.title}` }[row.kind], 版本: row.version, 同意时间: when(Date.parse(row.givenAt)), 撤回时间: row.endedAt === null ? '' : when(Date.parse(row.endedAt)) })) },
    { title: '谁看过', rows: overview.sights.map((row) => ({ 日期: row.day, 谁: row.bankName ?? sideWords[row.side], 看了什么: row.title, 次数: String(row.times) })) },
    { title: '您写的话', rows: await ownWords(deps, account) },
    { title: '站内消息', rows: await messagesOf(db, account) },
    { title: '通知方式', rows: await channelsOf(db, account) },
    { title: '关注和读过的通知', rows: await readingsOf(db, account) },
    { title: '登录状态和日历订阅', rows: await sessionsOf(db, account) },
    { title: '您上传的文件', rows: await filesOf(db, account) },
    { title: '个人信息请求', rows: items.map((row) => ({ 编号: row.number, 种类: deps.content.persons.words[row.kind], 写的话: row.words, 提出: when(Date.parse(row.createdAt)), 答复: row.answer ?? '' })) },
    { title: '登录和操作日志', rows: await logOf(db, account) },
    { title: '属于企业的，不在这份副本里', rows: overview.firms.map((firm) => ({ 企业: firm.name, 说明: '申报、预约、融资、自评、知识产权台账是企业的。成员登录后在各页看和下载；要全部资料的，由企业管理员向主办单位提出，由主办单位导出给企业。' })) },
  ]
}

/** The bytes of the zip. Throws `not-found`, `accounts.fresh-code-needed`, `accounts.copy-over`. */
export async function exportPerson(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<{ bytes: Uint8Array; name: string }> {
  const at = deps.clock.now()
  const row = await findMyRequest(deps.db, account, id)
  if (row.kind !== 'copy' || row.copy_until === null) throw new AppError('accounts.request-state')
  if (at >= Number(row.copy_until)) throw new AppError('accounts.copy-over')
  assertFreshCode(account, at)
  const sections = await gather(deps, account)
  await deps.commands.run((tx) => recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'persons.copy', subject: `person-request:${id}`, requestId, details: { number: row.number } }))
  const json = JSON.stringify({ number: row.number, madeAt: new Date(at).toISOString(), sections: Object.fromEntries(sections.map(({ title, rows }) => [title, rows])) }, null, 1)
  const page = personPage({ title: `${deps.content.county.serviceName} 个人信息副本`, number: row.number, madeAt: when(at), host: deps.content.county.host, sections })
  // Names of entries are ours alone: nothing somebody typed becomes a path.
  const bytes = zipSync({ '个人信息副本.html': strToU8(page), '个人信息副本.json': strToU8(json) }, { level: 6, mtime: at })
  return { bytes, name: `个人信息副本-${row.number}.zip` }
}
