import { describe, expect, it } from 'vitest'
import type { InsuranceDraft, LoanDraft, ProductAction } from '#contract/financing/editing-schema.ts'
import { emptyInsurance, emptyLoan, insuranceDraftOf, isSameDraft, judgeInsurance, judgeLoan, loanDraftOf, productActionsOf, productRefusal, rightTypes, type ProductStanding } from '#contract/financing/product-rules.ts'
import { productActions } from '#contract/financing/stages.ts'
import { anInsurance, aLoan } from './product-texts.ts'

const loan = (change: Partial<LoanDraft> = {}) => judgeLoan(aLoan(change))
const insurance = (change: Partial<InsuranceDraft> = {}) => judgeInsurance(anInsurance(change), ['P01', 'P03'])
const said = ({ problems }: { problems: { field: string; reason: string; limit?: string | number }[] }) => problems.map(({ field, reason, limit }) => (limit === undefined ? `${field} ${reason}` : `${field} ${reason} ${limit}`))

describe('a loan a bank writes', () => {
  it('is ready with amounts in fen, months as figures and kinds in one order', () => {
    const { value, problems } = loan({ rights: ['实用新型', '发明', '发明'] })
    expect(problems).toEqual([])
    expect(value).toEqual({
      title: '专利快贷', about: '押发明专利，不用再找担保。', phone: '0533-8200000', fromFen: 50_000_000, toFen: 1_000_000_000, fromMonths: 6, toMonths: 36, rights: ['发明', '实用新型'],
      ratio: '不超过评估值的一半，由银行确定', rate: '由银行确定', conditions: ['专利有效，权属清楚', '成立满两年'], papers: ['专利证书', '近三年报表'],
    })
  })

  it('may leave amount, term and telephone to the bank, or say one end only', () => {
    expect([said(loan({ from: '', to: '', fromMonths: '', toMonths: '', phone: '' })), said(loan({ from: '', toMonths: '' }))]).toEqual([[], []])
    expect(loan({ from: '', phone: ' ' }).value).toMatchObject({ fromFen: null, toFen: 1_000_000_000, phone: null })
  })

  it('may name a figure of interest: the bank says so itself', () => {
    expect(said(loan({ rate: '年化 3.45% 起，以合同为准' }))).toEqual([])
  })

  it('empty says everything that is wanted at once', () => {
    expect(said(judgeLoan(emptyLoan))).toEqual(['title required', 'about required', 'rights required', 'ratio required', 'rate required', 'conditions required', 'papers required'])
  })

  it.each<[string, Partial<LoanDraft>, string[]]>([
    ['spaces for a title', { title: ' 　' }, ['title required']],
    ['a title of 81', { title: '长'.repeat(81) }, ['title too-long 80']],
    ['a title with a sign no file should be given', { title: '快\u0000贷' }, ['title text-invalid']],
    ['words of 401', { about: '长'.repeat(401) }, ['about too-long 400']],
    ['amounts the wrong way round', { from: '10000000', to: '500000' }, ['to money-min 1000000000']],
    ['an amount with commas', { from: '500,000' }, ['from money-comma']],
    ['an amount below nothing', { to: '-1' }, ['to money-negative']],
    ['an amount of nothing', { from: '0', to: '' }, ['from money-min 100']],
    ['万元 typed as 元 twice over', { to: '100000000000' }, ['to money-max 1000000000000']],
    ['an amount in words', { from: '五十万' }, ['from money-format']],
    ['months the wrong way round', { fromMonths: '36', toMonths: '6' }, ['toMonths number-min 36']],
    ['361 months', { toMonths: '361' }, ['toMonths number-max 360']],
    ['no month', { fromMonths: '0' }, ['fromMonths number-min 1']],
    ['half a month', { fromMonths: '1.5' }, ['fromMonths number-decimals 0']],
    ['months in words', { toMonths: '三年' }, ['toMonths format']],
    ['no kind of right', { rights: [] }, ['rights required']],
    ['a kind there is none of', { rights: ['发明', '房产'] }, ['rights option']],
    ['a telephone with words', { phone: '找小王' }, ['phone format']],
    ['a line of 81', { conditions: ['好', '长'.repeat(81)] }, ['conditions[1] too-long 80']],
    ['a line said twice', { papers: ['专利证书', ' 专利证书'] }, ['papers[1] repeated']],
    ['empty lines only', { papers: ['', ' '] }, ['papers required']],
  ])('is not ready with %s', (_what, change, problems) => {
    expect(said(loan(change))).toEqual(problems)
  })

  it.each(['95588', '0533-8200000', '400 820 8820', '（0533）8200000', '0533-8200000-801', '13800138000'])('has the telephone %s', (phone) => {
    expect(said(loan({ phone }))).toEqual([])
  })

  it.each(['1', '360'])('runs %s months at the edge', (months) => {
    expect(said(loan({ fromMonths: months, toMonths: months }))).toEqual([])
  })

  it('drops empty lines, and takes every kind there is', () => {
    expect(loan({ conditions: ['', ' 有效 ', ''], rights: [...rightTypes] }).value).toMatchObject({ conditions: ['有效'], rights: rightTypes })
  })

  it('is written again from what is read', () => {
    expect([loanDraftOf(loan().value), insuranceDraftOf(insurance().value)]).toEqual([aLoan(), anInsurance()])
  })
})

describe('an insurance an officer writes', () => {
  it('is ready with percent, limit and scheme', () => {
    expect(insurance()).toMatchObject({ problems: [], value: { subsidyPercent: 60, subsidyCapFen: 20_000_000, programmeId: 'P03', insurer: '示例保险公司' } })
  })

  it('may name nobody and pay nothing back', () => {
    expect(insurance({ insurer: '', phone: '', subsidyPercent: '', subsidyCap: '', programmeId: '' })).toMatchObject({ problems: [], value: { insurer: null, phone: null, subsidyPercent: null, subsidyCapFen: null, programmeId: null } })
  })

  it('empty says everything that is wanted at once, its source too', () => {
    expect(said(judgeInsurance(emptyInsurance, []))).toEqual(['title required', 'about required', 'forWhom required', 'premium required', 'papers required', 'source required'])
  })

  it.each<[string, Partial<InsuranceDraft>, string[]]>([
    ['a limit of nothing', { subsidyPercent: '' }, ['subsidyPercent required']],
    ['no percent', { subsidyPercent: '0' }, ['subsidyPercent number-min 1']],
    ['101 percent', { subsidyPercent: '101' }, ['subsidyPercent number-max 100']],
    ['a percent sign', { subsidyPercent: '60%' }, ['subsidyPercent format']],
    ['a scheme that is not there', { programmeId: 'P99' }, ['programmeId option']],
    ['no source', { source: '' }, ['source required']],
  ])('is not ready with %s', (_what, change, problems) => {
    expect(said(insurance(change))).toEqual(problems)
  })

  it.each(['1', '100'])('gives back %s percent at the edge', (subsidyPercent) => {
    expect(said(insurance({ subsidyPercent }))).toEqual([])
  })
})

describe('two texts', () => {
  it('are the same in whatever order they were sent, and another with one sign', () => {
    const backwards = Object.fromEntries(Object.entries(aLoan()).reverse()) as LoanDraft
    expect([isSameDraft(aLoan(), backwards), isSameDraft(aLoan(), aLoan({ rate: '由银行确定。' })), isSameDraft(aLoan(), aLoan({ papers: ['近三年报表', '专利证书'] }))]).toEqual([true, false, false])
  })
})

describe('what may be done with a product', () => {
  const standing = (change: Partial<ProductStanding>): ProductStanding => ({ open: null, hasLive: false, isWriter: false, isOfficer: false, isHand: false, mayApprove: true, isBankClosed: false, ...change })
  const bank = { isWriter: true }
  const officer = { isOfficer: true }
  const insurer = { isWriter: true, isOfficer: true }
  it.each<[string, Partial<ProductStanding>, ProductAction[]]>([
    ['a bank with its draft', { ...bank, open: 'draft', isHand: true }, ['propose', 'discard']],
    ['a bank with what waits', { ...bank, open: 'proposed', isHand: true }, ['recall']],
    ['a bank with what is live', { ...bank, hasLive: true }, ['take-down']],
    ['a bank with a draft over what is live', { ...bank, open: 'draft', hasLive: true }, ['propose', 'discard', 'take-down']],
    ['a bank that is closed', { ...bank, open: 'draft', hasLive: true, isBankClosed: true }, ['discard', 'take-down']],
    ['an officer with what waits', { ...officer, open: 'proposed' }, ['publish', 'return']],
    ['an officer with what waits of a closed bank', { ...officer, open: 'proposed', isBankClosed: true }, ['return']],
    ['an officer where approvers alone publish', { ...officer, open: 'proposed', mayApprove: false }, ['return']],
    ['an officer with what is live', { ...officer, hasLive: true }, ['take-down']],
    ['an officer with a hand in an insurance that waits', { ...insurer, open: 'proposed', isHand: true }, ['recall']],
    ['another officer with it', { ...insurer, open: 'proposed' }, ['recall', 'publish', 'return']],
    ['an officer with a draft of an insurance', { ...insurer, open: 'draft' }, ['propose', 'discard']],
    ['nobody', { open: 'proposed', hasLive: true }, []],
  ])('by %s', (_who, change, actions) => {
    expect(productActionsOf(standing(change))).toEqual(actions)
  })

  it('is refused with its reason', () => {
    const refused = (action: ProductAction, change: Partial<ProductStanding>) => productRefusal(action, standing(change))
    expect([
      refused('publish', { ...bank, open: 'proposed' }), refused('publish', { ...officer, open: 'draft' }), refused('publish', { ...insurer, open: 'proposed', isHand: true }), refused('publish', { ...officer, open: 'proposed', isBankClosed: true }), refused('publish', { ...officer, open: 'proposed', mayApprove: false }),
      refused('propose', { ...officer, open: 'draft' }), refused('take-down', { ...officer, open: 'proposed' }),
    ]).toEqual(['not-allowed', 'financing.product-state', 'financing.product-hand', 'financing.bank-closed', 'accounts.approver-needed', 'not-allowed', 'financing.product-state'])
    expect(productActions.every((action) => refused(action, {}) === 'not-allowed')).toBe(true)
  })
})
