// A returned case on a pretended server that knows what a card opens: ticks need a change or a word, nothing else may be changed.
import type { Correction, CorrectionItem } from '#contract/cases/corrections.ts'
import type { Due, Presence } from '#contract/cases/schema.ts'
import { maskAccount } from '#contract/identifiers/mask.ts'
import { isFieldOpen, isItemChanged, openingsOf, type GivenPage } from '#contract/subsidies/openings.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application, PaperPage } from '#contract/subsidies/schema.ts'
import { aProgramme, anApplication, Refused, server, type Sent } from '../subsidies/stage.dom.ts'

const text = { type: 'text', maxLength: 80, required: true } as const
export function aForm(): Programme {
  const form = aProgramme([
    { ...text, name: 'bank', label: '贷款银行' },
    { type: 'money', name: 'feeFen', label: '实际发生费用', required: true, minFen: 100, maxFen: 100_000_000_000 },
    { type: 'repeat', name: 'patents', label: '涉及专利', required: false, min: 0, max: 3, itemLabel: '专利', item: [{ ...text, name: 'owner', label: '专利权人' }, { ...text, name: 'title', label: '专利名称' }] },
  ])
  const papers: Programme['papers'] = [{ id: 'invoice', name: '费用发票', required: true, stamp: false, maxMB: 10, origin: 'firm' }, { id: 'notice', name: '登记通知书', required: true, stamp: false, maxMB: 10, origin: 'firm' }]
  return { ...form, papers, steps: [] }
}

export function aPage(id: string, paperId: string, position: number, createdAt = '2026-11-13T02:00:00.000Z'): PaperPage {
  return { id, paperId, position, file: { id: `file-${id}`, name: `${id}.jpg`, mediaType: 'image/jpeg', sizeBytes: 9_000, sha256: 'x', pages: 1, width: 900, height: 1200, createdAt } }
}

/** 19 to 26 November 2026, today being Monday the 23rd: three working days left to the firm, seven kept for the county. */
export function firmDue(over: Partial<Due> = {}): Due {
  const days = [19, 20, 21, 22, 23, 24, 25, 26].map((day, at) => ({ date: `2026-11-${day}`, weekday: (at + 4) % 7, kind: at === 2 || at === 3 ? ('rest' as const) : ('work' as const), index: [0, 1, 1, 1, 2, 3, 4, 5][at] ?? 0 }))
  return { startedOn: '2026-11-19', dueOn: '2026-11-26', workdays: 5, workdaysLeft: 3, provisional: false, promise: '交回补正', side: 'firm', heldWorkdays: 7, days, ...over }
}

type Sketch = Pick<CorrectionItem, 'id' | 'at' | 'text' | 'opens'> & Partial<CorrectionItem>
export function anItem(sketch: Sketch): CorrectionItem {
  return { phraseId: null, doneAt: null, doneBy: null, reply: null, isChanged: false, ...sketch }
}
export const feeItem = anItem({ id: 'item-fee', at: { kind: 'field', path: 'feeFen' }, text: '单位错了，发票是 80,000 元。', opens: [{ kind: 'field', path: 'feeFen' }] })
export const pageItem = anItem({ id: 'item-page', at: { kind: 'paper', paperId: 'invoice', fileId: 'file-p2', page: 1, x: 0.6, y: 0.8 }, text: '右下角发票号看不清，重拍整页。', opens: [{ kind: 'page', paperId: 'invoice', fileId: 'file-p2' }] })
export const paperItem = anItem({ id: 'item-paper', at: { kind: 'paper', paperId: 'notice', fileId: null, page: 1, x: null, y: null }, text: '缺第 2 页，补拍即可。', opens: [{ kind: 'paper', paperId: 'notice' }] })
export const accountItem = anItem({ id: 'payment-2', at: { kind: 'field', path: 'account' }, text: '没有拨付成功：户名与账号不一致。', opens: [{ kind: 'field', path: 'account' }] })

export function aCard(items: CorrectionItem[], over: Partial<Correction> = {}): Correction {
  return { id: 'c1', round: 1, kind: 'defects', state: 'open', version: 1, items, savedBy: '县市场监督管理局', savedAt: '2026-11-19T02:12:00.000Z', sentAt: '2026-11-19T02:12:00.000Z', ...over }
}

export const handedIn: Answers = { bank: '湖滨银行', feeFen: 800, account: '****0371', patents: [{ owner: '苇畔', title: '一种密封材料' }, { owner: '苇畔', title: '一种涂料' }] }

export function aReturned(card: Correction, over: Partial<Application> = {}): Application {
  return anApplication({
    programme: aForm(), state: 'returned', number: 'HT2026-PG-0017', version: 5, answers: { ...handedIn }, papers: [aPage('p1', 'invoice', 1), aPage('p2', 'invoice', 2), aPage('p3', 'notice', 1)],
    submittedAt: '2026-11-12T08:55:00.000Z', submittedBy: '李敏', savedAt: '2026-11-12T08:55:00.000Z', due: firmDue(), rounds: 1, correction: card, actions: ['withdraw', 'resubmit'],
    events: [{ id: 'e1', at: '2026-11-12T08:55:00.000Z', action: 'submit', state: 'submitted', actor: 'firm', actorName: '李敏', note: null }, { id: 'e2', at: '2026-11-16T01:40:00.000Z', action: 'accept', state: 'accepted', actor: 'officer', actorName: '王倩', note: null },
      { id: 'e3', at: '2026-11-19T02:12:00.000Z', action: 'return', state: 'returned', actor: 'officer', actorName: '王倩', note: card.items.map((item, index) => `${index + 1}. ${item.text}`).join('\n') }],
    ...over,
  })
}

const given = (papers: readonly PaperPage[]): GivenPage[] => papers.map((page) => ({ paperId: page.paperId, fileId: page.file.id, position: page.position }))

/** The pretended server with this case; `others` are the colleagues it sees. */
export function returnedOnServer(application: Application, others: Presence['others'] = []): void {
  server.reset(application)
  const before = { answers: { ...application.answers }, papers: given(application.papers) }
  const items = application.correction?.items ?? []
  const marked = (): Application => {
    const now = { answers: server.application.answers, papers: given(server.application.papers) }
    const card = server.application.correction
    if (card) server.application = { ...server.application, correction: { ...card, items: card.items.map((item) => ({ ...item, isChanged: isItemChanged(item, before, now) })) } }
    return server.application
  }
  server.more.set('GET /api/subsidies/applications/a1', marked)
  server.more.set('PATCH /api/subsidies/applications/a1', ({ data, headers }) => {
    const { application: now } = server
    const names = Object.keys(data?.answers ?? {})
    const form = now.programme
    const openings = openingsOf(now.correction?.items ?? [])
    const isOpen = (name: string) => openings.some((one) => one.kind === 'field' && one.path.startsWith(`${name}[`)) || (form !== null && isFieldOpen(form, openings, name))
    if (now.state !== 'returned' || !names.every(isOpen)) throw new Refused(409, 'subsidies.not-open')
    if (headers['If-Match'] !== `"${now.version}"`) throw new Refused(412, 'stale')
    const answers: Answers = { ...now.answers, ...data?.answers }
    for (const name of names) if (answers[name] === null) delete answers[name]
    // An account goes back masked, whatever was typed.
    if (typeof answers.account === 'string') answers.account = maskAccount(answers.account)
    server.application = { ...now, answers, version: now.version + 1, savedAt: '2026-11-23T07:20:00.000Z' }
    return marked()
  })
  for (const { id } of items) {
    server.more.set(`PUT /api/subsidies/applications/a1/correction/items/${id}`, ({ data }: Sent) => {
      const card = marked().correction
      const item = card?.items.find((one) => one.id === id)
      if (!card || !item || server.application.state !== 'returned') throw new Refused(409, 'cases.wrong-state')
      const reply = typeof data?.reply === 'string' ? data.reply : item.reply
      if (data?.done === true && reply === null && !item.isChanged) throw new Refused(409, 'cases.nothing-changed', { fields: [{ field: 'reply', reason: 'required' }] })
      const ticked = { ...item, reply, doneAt: data?.done === true ? '2026-11-23T07:21:00.000Z' : null, doneBy: '李敏' }
      server.application = { ...server.application, correction: { ...card, items: card.items.map((one) => (one.id === id ? ticked : one)) } }
      return server.application
    })
  }
  server.more.set('POST /api/subsidies/applications/a1/papers', ({ data }: Sent) => {
    const page = server.application.papers.find((one) => one.id === data?.replaces)
    const position = page?.position ?? 1 + Math.max(0, ...server.application.papers.map((one) => one.position))
    const fresh = { ...aPage(`new-${String(data?.fileId)}`, String(data?.paperId), position, '2026-11-23T07:20:00.000Z'), file: { ...aPage('x', 'x', 1, '2026-11-23T07:20:00.000Z').file, id: String(data?.fileId) } }
    server.application = { ...server.application, papers: [...server.application.papers.filter((one) => one !== page), fresh] }
    return marked()
  })
  server.more.set('POST /api/subsidies/applications/a1/actions/resubmit', () => {
    const open = marked().correction?.items.filter((item) => item.doneAt === null) ?? []
    if (open.length > 0) throw new Refused(409, 'cases.correction-unfinished', { fields: open.map((item) => ({ field: `items.${item.id}`, reason: 'required' })) })
    const events = [...server.application.events, { id: 'e9', at: '2026-11-23T07:30:00.000Z', action: 'resubmit', state: 'accepted', actor: 'firm', actorName: '李敏', note: null } as const]
    server.application = { ...server.application, state: 'accepted', correction: null, version: server.application.version + 1, events, due: firmDue({ side: 'county', heldWorkdays: null, promise: '初审', dueOn: '2026-12-02', workdaysLeft: 7 }), actions: ['withdraw'] }
    return server.application
  })
  server.more.set('POST /api/cases/a1/presence', () => ({ version: server.application.version, state: server.application.state, others, last: null }))
  server.more.set('GET /api/accounts/firms/f1/members', () => ({ items: [] }))
}
