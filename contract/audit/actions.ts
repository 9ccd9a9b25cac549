// Actions of the audit: their words, which of them are looking at something, and which a system administrator may read. Values only: a phone imports this file.
import { actionWords } from './action-words.ts'

/** Something that takes two people (server/accounts/proposals.ts): what it is, and then each step. */
const proposalWords: Readonly<Record<string, string>> = {
  'staff.administrator': '给系统管理员职责',
  'staff.approver': '给审批职责',
  'staff.auditor': '给审计职责',
  'staff.reset-factor': '重置系统管理员的动态口令',
  'firms.merge': '合并企业',
  'firms.code': '改统一社会信用代码',
  'firms.end': '企业注销或迁出',
  'firms.appeal': '把企业转给申诉人',
  'persons.delete': '删除个人信息',
}
const stepWords: Readonly<Record<string, string>> = { propose: '提请', agree: '同意', refuse: '不同意', withdraw: '收回' }

export type AuditAction = keyof typeof actionWords

const words: Readonly<Record<string, string>> = {
  ...actionWords,
  ...Object.fromEntries(Object.entries(proposalWords).flatMap(([kind, what]) => Object.entries(stepWords).map(([step, word]) => [`${kind}.${step}`, `${word}：${what}`]))),
}

/** All there are, in the order of the list. */
export const auditActions: readonly string[] = Object.keys(words)

export function isAuditAction(action: string): boolean {
  return Object.hasOwn(words, action)
}

/** A line of an older version may have one that is gone: it is shown as written. */
export function wordOfAction(action: string): string {
  return words[action] ?? action
}

/** Groups of the list, by the first part of the action. */
const areaWords: Readonly<Record<string, string>> = {
  accounts: '账号与企业', staff: '工作人员', security: '安全', cases: '办件', subsidies: '办件', files: '文件', library: '文件', portfolio: '知识产权', assessment: '贯标自评', consultations: '专家预约', financing: '质押融资', notices: '通知', messages: '消息', reports: '统计', figures: '统计', firms: '账号与企业', persons: '个人信息', desk: '工作台', operations: '运维', audit: '审计', http: '被拒绝的请求',
}

export function areaOf(action: string): string {
  const [area = ''] = action.split('.')
  return areaWords[area] ?? '其他'
}

/** Somebody saw what is somebody else's: one thing, or a table with many of it. */
const looks = {
  one: ['subsidies.read', 'subsidies.form', 'subsidies.papers-pdf', 'files.read', 'assessment.read', 'assessment.report', 'consultations.read', 'consultations.read-question', 'consultations.record-pdf', 'financing.read', 'portfolio.export', 'operations.export', 'persons.read', 'staff.show-phone', 'audit.look', 'audit.sights'],
  many: ['files.many-reads', 'cases.search-phone', 'subsidies.export-payments', 'subsidies.export-batch', 'subsidies.export-summary', 'assessment.statistics', 'consultations.statistics', 'consultations.export', 'financing.figures', 'financing.export', 'notices.call-list', 'notices.call-list-export', 'reports.export', 'reports.figure-rows', 'reports.figures-export', 'audit.export', 'audit.find'],
} as const satisfies Record<string, readonly AuditAction[]>

export const oneLooks: readonly string[] = looks.one
export const manyLooks: readonly string[] = looks.many

/** Accounts of people and the machine; nothing of a firm, a case or money. */
const forAdministrators: readonly string[] = [
  'accounts.request-code', 'accounts.sign-in', 'accounts.sign-out', 'accounts.create', 'accounts.confirm-session', 'accounts.consent', 'accounts.rename', 'accounts.add-staff', 'accounts.disable', 'accounts.enable',
  'accounts.factor-start', 'accounts.factor-set-up', 'accounts.factor-prove', 'accounts.factor-codes', 'accounts.factor-remove',
  'operations.backup', 'operations.restore', 'audit.check', 'http.refused',
]
const administratorAreas = new Set(['staff', 'security'])

export const administratorActions: readonly string[] = auditActions.filter((action) => {
  const [area = ''] = action.split('.')
  return forAdministrators.includes(action) || administratorAreas.has(area)
})
