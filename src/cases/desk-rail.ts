import type { IconName } from '#client/ui/icon-paths.ts'

/** A place of the rail. `counts`: what of which kinds stands beside it. `within`: other paths that are part of it. `group`: of the queue. */
export interface RailEntry {
  to: string
  word: string
  icon: IconName
  counts?: readonly ['todo' | 'mine' | 'second' | 'waiting' | 'all', ...string[]]
  within?: readonly string[]
  group?: 'todo' | 'mine' | 'approve' | 'waiting'
}
export interface RailSection {
  word: string
  entries: readonly RailEntry[]
}

const applications = ['case', 'payment', 'appeal'] as const

/** Of officers, approvers and auditors. What a duty may not open, or no page stands behind, is left out where the rail is drawn. */
export const officerRail: readonly RailSection[] = [
  { word: '', entries: [{ to: '/desk', word: '工作台', icon: 'home' }] },
  {
    word: '办件',
    entries: [
      { to: '/desk/queue', word: '收件队列', icon: 'list', group: 'todo', counts: ['todo', ...applications] },
      { to: '/desk/queue?group=mine', word: '我的办件', icon: 'folder', group: 'mine', counts: ['mine', ...applications] },
      { to: '/desk/queue?group=approve', word: '等我批准', icon: 'stamp', group: 'approve', counts: ['second', 'case'] },
      { to: '/desk/queue?group=waiting', word: '等企业', icon: 'building', group: 'waiting', counts: ['waiting', 'case'] },
      { to: '/desk/batch', word: '批量办理', icon: 'check' },
      { to: '/desk/payments', word: '拨付', icon: 'coin', counts: ['all', 'payment'] },
    ],
  },
  {
    word: '服务',
    entries: [
      { to: '/desk/consultations', word: '专家预约', icon: 'calendar', counts: ['todo', 'booking', 'question'] },
      { to: '/desk/financing', word: '质押融资', icon: 'coin', counts: ['todo', 'request', 'unanswered', 'lead', 'product'] },
      { to: '/desk/assessments', word: '贯标自评', icon: 'clipboard', counts: ['todo', 'assessment'] },
    ],
  },
  {
    word: '企业',
    entries: [
      { to: '/desk/verifications', word: '企业核验', icon: 'shield', within: ['/desk/appeals'], counts: ['todo', 'verification', 'ownership'] },
      { to: '/desk/firms', word: '企业名录', icon: 'building', counts: ['second', 'firm-change'] },
      { to: '/desk/person-requests', word: '个人信息', icon: 'user', counts: ['todo', 'person'] },
    ],
  },
  {
    word: '发布',
    entries: [
      { to: '/desk/schemes', word: '资金项目', icon: 'file', counts: ['second', 'scheme'] },
      { to: '/desk/notices', word: '通知', icon: 'notice', counts: ['second', 'notice'] },
    ],
  },
  {
    word: '数字',
    entries: [
      { to: '/desk/figures', word: '全县指标', icon: 'flow' },
      { to: '/desk/reports', word: '月报', icon: 'clipboard' },
      { to: '/desk/audit', word: '操作留痕', icon: 'eye' },
      { to: '/desk/retention', word: '保存期限', icon: 'clock' },
    ],
  },
]

/** Of system administrators: accounts and what keeps the system in order, nothing of the county's business. */
export const administratorRail: readonly RailSection[] = [
  {
    word: '',
    entries: [
      { to: '/desk/staff', word: '账号', icon: 'user' },
      { to: '/desk/audit', word: '操作留痕', icon: 'eye' },
      { to: '/desk/retention', word: '保存期限', icon: 'clock' },
    ],
  },
]
