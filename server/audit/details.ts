// The details of a line as a list that can be read: names in words where they are known, values as they are.
import type { AuditDetail } from '#contract/audit/schema.ts'

const nameWords: Readonly<Record<string, string>> = {
  from: '原来', to: '改为', reason: '原因', fields: '改的内容', number: '编号', rows: '行数', count: '件数', done: '办成', cases: '办件', role: '职责', code: '答复', status: '状态码', params: '地址里的值', file: '文件', fileId: '文件', files: '文件数', paperId: '材料', kind: '种类', version: '版本', what: '看了什么', where: '在哪里', masked: '手机号',
  proposal: '提请', proposedBy: '提请人', account: '账号', contact: '联系人', bank: '银行', bankId: '银行', outcome: '结果', items: '处数', item: '一处', itemId: '检查项', answer: '回答', state: '状态', was: '原来', confirmed: '已确认', usccCheck: '代码校验', verification: '核验', ownPhone: '自己的手机', consentVersion: '条款版本', demo: '演示数据', category: '类别', rhythm: '频率', categories: '类别',
  reads: '打开次数', minutes: '分钟', programmeId: '项目', title: '标题', town: '镇办', year: '年份', month: '月份', sha256: '摘要', mediaType: '格式', removed: '移出', applicant: '申请人', memberId: '成员', expertId: '专家', startsAt: '开始', endsAt: '结束', endsOn: '到期', byPhone: '按手机号找', found: '找到', filters: '条件', isWhole: '完整', lines: '行数', faults: '问题数', form: '格式', of: '看谁', ready: '可以登记', same: '已登记过', wrong: '有问题', host: '推送服务', dispute: '异议', id: '编号', days: '天数', firms: '企业数', group: '分组', parts: '改的部分', revision: '修订',
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '（空）'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.length === 0 ? '（没有）' : value.map(textOf).join('、')
  if (typeof value === 'object') return Object.entries(value).map(([name, inner]) => `${nameWords[name] ?? name} ${textOf(inner)}`).join('；') || '（没有）'
  return String(value)
}

/** `only`: nothing but these names. */
export function listDetails(stored: string, only?: readonly string[]): AuditDetail[] {
  const parsed: unknown = JSON.parse(stored)
  if (typeof parsed !== 'object' || parsed === null) return []
  return Object.entries(parsed).filter(([name]) => only === undefined || only.includes(name)).map(([name, value]) => ({ name: nameWords[name] ?? name, value: textOf(value).slice(0, 2_000) }))
}
