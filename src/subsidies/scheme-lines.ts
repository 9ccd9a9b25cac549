// A scheme written out line by line, part by part, as officers read it. Two versions are compared line against line.
import type { AmountRule, Batch, Condition, Field, Paper, PlainField, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import { amountTypes } from './scheme-editor/amount-editing.ts'
import { typeWord } from './scheme-editor/field-kinds.ts'
import type { PartId } from './scheme-editor/scheme-parts.ts'
import { checkKinds, conditionValueWords, kindWords, opWord, originWord, scanWords, statusWords, stepStates, whenWords } from './scheme-editor/scheme-words.ts'

/** `key`: what stays when its words change. */
export interface SchemeLine {
  key: string
  label: string
  text: string
}

const line = (key: string, label: string, ...parts: (string | undefined | false)[]): SchemeLine => ({ key, label, text: parts.filter(Boolean).join('；') })
const wan = (fen: number) => `${formatWan(fen)} 万元`
const yesNo = (isSo: boolean, yes: string, no: string) => (isSo ? yes : no)

function basics(source: ProgrammeSource): SchemeLine[] {
  const { title, summary, level, category, who, status, validFrom, validTo, numberKind, fee, contact, notes, instead } = source
  return [
    line('title', '名称', title), line('summary', '一句话', summary), line('level', '级别', level), line('category', '类别', category), line('who', '谁能申报', who),
    line('status', '状态', statusWords.find(({ value }) => value === status)?.word), line('validity', '有效期', `${validFrom} 至 ${validTo ?? '长期'}`), line('numberKind', '编号字母', numberKind), line('fee', '收费', fee),
    line('contact', '咨询', contact.dept, contact.phone ?? '电话待主办单位提供', contact.hotlines.join('、'), contact.address ?? undefined),
    line('notes', '说明', ...(notes ?? [])), line('instead', '可以看的项目', ...(instead ?? [])),
  ]
}

function basis({ basis: papers, confidence }: ProgrammeSource): SchemeLine[] {
  return [...papers.map((one, index) => line(one.ref, `文件 ${index + 1}`, one.ref, yesNo(one.verified, '已核对', '没有核对'), one.source, one.note, one.usedAs)), line('confidence', '把握', confidence)]
}

const clock = (local: string) => local.replace('T', ' ')
function batches({ batches: all }: ProgrammeSource): SchemeLine[] {
  return all.map(({ id, name, opensAt, closesAt, budgetFen }: Batch) => line(id, name, `${clock(opensAt)} 开始`, `${clock(closesAt)} 截止`, budgetFen === null ? '资金没有公布' : `资金 ${wan(budgetFen)}`))
}

function conditions(source: ProgrammeSource): SchemeLine[] {
  return source.conditions.map((condition: Condition, index) => {
    const fact = source.facts.find(({ id }) => id === condition.fact)
    const evidence = source.papers.find(({ id }) => id === condition.evidence)?.name
    return line(
      condition.id, `条件 ${index + 1}`, condition.label, yesNo(condition.hard, '必须', '可核实'),
      fact && `${originWord(fact.source)}：${fact.question}${opWord(condition.op, fact.kind)} ${conditionValueWords(source, condition, fact)}`,
      fact?.options && fact.source !== 'profile' && `${kindWords.find(({ value }) => value === fact.kind)?.word ?? ''}：${fact.options.join('、')}`,
      whenWords(source, condition.showWhen), evidence && `凭「${evidence}」`, condition.remedy && `不符合时说：${condition.remedy}`,
    )
  })
}

function labelOf(source: ProgrammeSource, name: string): string {
  return source.sections.flatMap((section) => section.fields).find((field) => field.name === name)?.label ?? name
}

function figures(source: ProgrammeSource, rule: AmountRule): (string | undefined)[] {
  switch (rule.type) {
    case 'percent':
      return [`「${labelOf(source, rule.base)}」的 ${rule.percent}%`, `每家每年最高 ${wan(rule.capFenPerFirmPerYear)}`]
    case 'percentWithTierCap':
      return [`「${labelOf(source, rule.base)}」的 ${rule.percent}%`, `「${labelOf(source, rule.upliftField)}」为是，加 ${rule.upliftPercentPoints} 个百分点`]
    case 'fixedByTier':
      return [yesNo(rule.combine === 'sum', '各档相加', '取最高一档')]
    case 'interest':
      return [`LPR 的 ${rule.ratePercentOfLpr}%`, `每家每年最高 ${wan(rule.capFenPerFirmPerYear)}`]
    case 'guidance':
      return rule.capFen > 0 ? [`上级最高 ${wan(rule.capFen)}`] : []
    case 'closed':
      return []
  }
}

function amount(source: ProgrammeSource): SchemeLine[] {
  const rule = source.amount
  const tiers = 'tiers' in rule ? rule.tiers : []
  return [
    line('type', '算法', amountTypes.find(({ value }) => value === rule.type)?.word, ...figures(source, rule)), line('summary', '给企业看的话', rule.summary),
    ...tiers.map((tier) =>
      line(`tier ${tier.label}`, `档：${tier.label}`, `「${labelOf(source, tier.when.field)}」是 ${[tier.when.equals].flat().map((value) => (typeof value === 'boolean' ? yesNo(value, '是', '否') : String(value))).join('、')}`,
        'fen' in tier ? wan(tier.fen) : `最高 ${wan(tier.capFen)}`, 'capFenUplift' in tier && tier.capFenUplift !== undefined ? `加点后最高 ${wan(tier.capFenUplift)}` : undefined)),
    line('ground', '依据', yesNo(rule.illustrative, '示例，没有文件', '有文件'), rule.source, rule.note),
  ]
}

function limits(field: Field | PlainField): (string | undefined | false)[] {
  switch (field.type) {
    case 'text':
      return [`最多 ${field.maxLength} 字`, checkKinds.find(({ value }) => value === field.check)?.word, field.sensitive && '加密', field.pattern && '写法有要求']
    case 'textarea':
      return [`最多 ${field.maxLength} 字`]
    case 'money':
      return [`${wan(field.minFen)} 到 ${wan(field.maxFen)}`]
    case 'number':
      return [`${field.min} 到 ${field.max}${field.unit ? ` ${field.unit}` : ''}`, field.decimals > 0 && `${field.decimals} 位小数`]
    case 'select':
      return [field.options.join('、')]
    case 'repeat':
      return [`${field.min} 到 ${field.max} 行`]
    case 'date':
      return [field.notAfter === 'today' && '不晚于今天']
    default:
      return []
  }
}

function form(source: ProgrammeSource): SchemeLine[] {
  const fieldLine = (key: string, label: string, field: Field | PlainField, scope?: readonly PlainField[]) =>
    line(key, label, field.label, typeWord(field.type), yesNo(field.required, '必填', '选填'), ...limits(field), whenWords(source, field.showWhen, scope), field.prefill && '自动带出', field.carry && '从上次带出', field.help && `提示：${field.help}`)
  return source.sections.flatMap((section) => [
    line(`section ${section.id}`, `一段：${section.title}`, section.title, section.hint),
    ...section.fields.flatMap((field) => [
      fieldLine(field.name, `填项：${field.label}`, field),
      ...(field.type === 'repeat' ? field.item.map((item) => fieldLine(`${field.name}.${item.name}`, `${field.label}：${item.label}`, item, field.item)) : []),
    ]),
  ])
}

function papers(source: ProgrammeSource): SchemeLine[] {
  return source.papers.map((paper: Paper) =>
    line(paper.id, `材料：${paper.name}`, paper.name, yesNo(paper.required, '要交', '可交可不交'), paper.stamp && '盖章', `不超过 ${paper.maxMB} MB`, paper.origin === 'generated' && '由填的内容生成',
      scanWords.find(({ value }) => value === paper.scan)?.word, whenWords(source, paper.showWhen), paper.requiredWhen && `${whenWords(source, paper.requiredWhen)}要交`, paper.library && '取自资料库', paper.note))
}

function steps({ steps: all, processNote }: ProgrammeSource): SchemeLine[] {
  return [...all.map((step) => line(step.code, `一步：${step.name}`, step.name, step.actor, `${step.workdays} 个工作日`, stepStates.find(({ value }) => value === step.state)?.word, step.note)), line('processNote', '说明', processNote)]
}

function claim(source: ProgrammeSource): SchemeLine[] {
  const rule = source.claim
  if (!rule) return []
  const named = (path: string) => path.split('.').map((name, index, all) => (index === 0 ? labelOf(source, name) : rowLabel(source, all[0] ?? '', name))).join('的')
  const times = { 'submitted-year': '提交当年一次', 'field-year': `「${rule.yearField === undefined ? '' : named(rule.yearField)}」那年一次`, ever: '只能一次' }
  return [line('claim', '查重', `按「${rule.by.map(named).join('、')}」`, rule.itemField === undefined ? rule.item : `「${named(rule.itemField)}」`, times[rule.per], `同组：${rule.group}`)]
}

function rowLabel(source: ProgrammeSource, field: string, name: string): string {
  const rows = source.sections.flatMap((section) => section.fields).find((one) => one.name === field)
  return (rows?.type === 'repeat' ? rows.item.find((item) => item.name === name)?.label : undefined) ?? name
}

/** Every line of one part; one with nothing to say is left out. */
export const linesOfPart: Record<PartId, (source: ProgrammeSource) => SchemeLine[]> = {
  basics, basis, batches, conditions, amount, form, papers, steps, claim,
  statement: ({ statement }) => statement.map((text, index) => line(String(index), `声明 ${index + 1}`, text)),
}
