// The editor's words for what a scheme holds as codes.
import type { Condition, Fact, Field, Paper, PlainField, ProgrammeSource, ShowWhen, Step } from '#contract/subsidies/programme.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import { fieldOfPath, profileKeys, rightKeys, type Op, type Origin } from './condition-editing.ts'

export const statusWords: readonly { value: ProgrammeSource['status']; word: string }[] = [
  { value: 'draft', word: '拟定' },
  { value: 'open', word: '受理' },
  { value: 'verify', word: '现行有效性待核' },
  { value: 'guide', word: '只推荐' },
  { value: 'closed', word: '停止受理' },
]
export const originWords: readonly { value: Origin; word: string; help: string }[] = [
  { value: 'profile', word: '企业信息', help: '企业资料里已经有的，不用再问。' },
  { value: 'portfolio', word: '台账', help: '数企业有效的知识产权，不用再问。' },
  { value: 'form', word: '企业回答', help: '申报表里的一问。' },
  { value: 'officer', word: '县局核验', help: '企业不用答，受理后由县局查。' },
]
export const originWord = (origin: Origin): string => originWords.find(({ value }) => value === origin)?.word ?? ''

const profileWords: Record<(typeof profileKeys)[number]['value'], string> = {
  verification: '县局核对执照的结果', scale: '企业规模', town: '所在镇（街道）', industry: '所属行业', legalPerson: '法定代表人', uscc: '统一社会信用代码',
}
export const profileOptions = profileKeys.map(({ value }) => ({ value, word: profileWords[value] }))
const rightWords: Record<(typeof rightKeys)[number], string> = { patents: '有效专利', inventions: '有效发明专利', trademarks: '注册商标', software: '软件著作权', pledged: '质押中的知识产权' }
export const rightOptions = rightKeys.map((value) => ({ value, word: `${rightWords[value]}的件数` }))

export const kindWords: readonly { value: Fact['kind']; word: string }[] = [
  { value: 'boolean', word: '是或否' },
  { value: 'number', word: '数' },
  { value: 'choice', word: '选一个' },
  { value: 'date', word: '日期' },
]

const opTable: Record<Op, string> = { eq: '等于', in: '是其中之一', gt: '大于', gte: '不小于', lte: '不大于' }
const opDates: Record<Op, string> = { eq: '就是', in: '是其中之一', gt: '晚于', gte: '不早于', lte: '不晚于' }
export const opWord = (op: Op, kind: Fact['kind']): string => (kind === 'date' ? opDates : opTable)[op]

const checkWords: Record<string, string> = { verified: '已核对', unverified: '没有核对', pending: '正在核对', refused: '没有通过' }
/** One value as people read it; `isMoney`: it is fen. */
export function valueWord(value: unknown, isMoney = false): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return isMoney ? `${formatWan(value)} 万元` : String(value)
  return typeof value === 'string' ? (checkWords[value] ?? value) : ''
}

export function conditionValueWords(source: ProgrammeSource, condition: Condition, fact: Fact | undefined): string {
  if (condition.valueField !== undefined) return `「${fieldOfPath(source, condition.valueField)?.label ?? '？'}」`
  const field = fact?.source === 'form' ? fieldOfPath(source, fact.field ?? '') : undefined
  const isMoney = field?.type === 'money'
  return [condition.value ?? []].flat().map((value) => valueWord(value, isMoney)).join('、') || '还没有填'
}

/** 「方式」是 转让、许可 时. */
export function whenWords(source: Pick<ProgrammeSource, 'sections'>, when: ShowWhen | undefined, scope?: readonly PlainField[]): string {
  if (!when) return ''
  const field = scope ? scope.find((one) => one.name === when.field) : fieldOfPath(source, when.field)
  return `「${field?.label ?? '？'}」是 ${when.in.map((value) => valueWord(value, field?.type === 'money')).join('、') || '？'} 时`
}

export const prefillWords: readonly { value: NonNullable<Field['prefill']>; word: string }[] = [
  { value: 'firm.name', word: '企业名称' },
  { value: 'firm.uscc', word: '统一社会信用代码' },
  { value: 'firm.town', word: '所在镇（街道）' },
  { value: 'firm.legalPerson', word: '法定代表人' },
  { value: 'me.name', word: '填表人姓名' },
  { value: 'me.phone', word: '填表人手机' },
]
export const carryWords: readonly { value: NonNullable<Field['carry']>; word: string }[] = [
  { value: 'firm', word: '从企业上一次申报（任何项目）' },
  { value: 'scheme', word: '从企业上一次申报这个项目' },
]
export const checkKinds = [
  { value: 'patent', word: '专利号' },
  { value: 'uscc', word: '统一社会信用代码' },
  { value: 'phone', word: '手机号' },
  { value: 'account', word: '银行账号' },
] as const
export const scanWords: readonly { value: NonNullable<Paper['scan']>; word: string }[] = [
  { value: 'before', word: '和申报一起交扫描件' },
  { value: 'after', word: '有了编号以后交扫描件' },
]
export const stepStates: readonly { value: Step['state']; word: string }[] = [
  { value: 'submitted', word: '已提交' },
  { value: 'accepted', word: '已受理' },
  { value: 'reviewing', word: '审核中' },
  { value: 'approved', word: '已核准' },
  { value: 'publicity', word: '公示中' },
  { value: 'paid', word: '已拨付' },
  { value: 'archived', word: '已归档' },
]
