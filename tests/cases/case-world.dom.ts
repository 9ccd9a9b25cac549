// One submitted application as the server shows it to its firm and to the officer, and the people who look at it.
import { defineComponent, h, type Component } from 'vue'
import type { Me } from '#contract/accounts/schema.ts'
import type { Due, Queue, QueueItem } from '#contract/cases/schema.ts'
import type { Programme, Step } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { aProgramme, anApplication } from '../subsidies/stage.dom.ts'

const firm = { id: 'f1', name: '苇畔新材料', uscc: '91370321MA0DEM013L', role: 'clerk', state: 'active', verification: 'verified', town: '新城镇' } as const
const person = { phoneMasked: '138****0002', consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
export const clerk: Me = { ...person, id: 'clerk', name: '李敏', roles: [], firms: [firm] }
export const officer: Me = { ...person, id: 'officer', name: '王倩', roles: ['officer'], firms: [] }

const step = (code: string, name: string, state: Step['state'], workdays: number): Step => ({ code, name, actor: '县局', workdays, note: `${name}的说明`, state })
export const steps: Step[] = [
  step('submit', '企业申报', 'submitted', 0),
  step('accept', '受理', 'accepted', 2),
  step('firstReview', '初审', 'reviewing', 10),
  step('secondReview', '复核', 'approved', 10),
  step('publicity', '公示', 'publicity', 5),
  step('payment', '拨付', 'paid', 30),
]

/** Monday to Wednesday, today being Monday: two working days left. */
export function aDue(overrides: Partial<Due> = {}): Due {
  const days = ['2026-11-23', '2026-11-24', '2026-11-25'].map((date, index) => ({ date, weekday: index + 1, kind: 'work' as const, index }))
  return { startedOn: '2026-11-23', dueOn: '2026-11-25', workdays: 2, workdaysLeft: 2, provisional: false, promise: '受理', side: 'county', heldWorkdays: null, days, ...overrides }
}

export function aScheme(): Programme {
  return { ...aProgramme([{ type: 'text', maxLength: 80, required: true, name: 'bank', label: '贷款银行' }]), steps }
}

export function aCase(overrides: Partial<Application> = {}): Application {
  return anApplication({
    programme: aScheme(), state: 'submitted', number: 'HT2026-ZH-0001', version: 3, answers: { bank: '湖滨银行' }, submittedAt: '2026-11-23T01:00:00.000Z', submittedBy: '李敏', due: aDue(),
    amount: { amountFen: 1_800_000_00, lines: ['合同金额 × 10%'], missing: [], illustrative: true },
    conditions: [{ id: 'c1', label: '没有被列入失信名单', verdict: 'unknown', hard: true, source: 'officer' }],
    events: [{ id: 'e1', at: '2026-11-23T01:00:00.000Z', action: 'submit', state: 'submitted', actor: 'firm', actorName: '李敏', note: null }],
    actions: ['withdraw'], ...overrides,
  })
}

export function aQueueItem(overrides: Partial<QueueItem> = {}): QueueItem {
  return {
    id: 'a1', number: 'HT2026-ZH-0001', title: '专利转化奖励', programmeId: 'P05', firmId: 'f1', firmName: '苇畔新材料', town: '新城镇', firmVerified: true, state: 'submitted',
    submittedAt: '2026-11-23T01:00:00.000Z', dueOn: '2026-11-25', workdaysLeft: 2, provisional: false, amountFen: 1_800_000_00, assignee: null, rounds: 0, canBePaid: false, disputes: 0, ...overrides,
  }
}
export function aQueue(items: QueueItem[], more: Partial<Queue> = {}): Queue {
  return { items, counts: { todo: 3, mine: 1, approve: 1, waiting: 1, overdue: 1, submitted: 2, accepted: 1, publicity: 0, pay: 0, disputes: 0, decided: 4, all: 7 }, today: '2026-11-23', isWorkday: true, ...more }
}

/** The component with somebody signed in. */
export function as(me: Me, component: Component): Component {
  return defineComponent(() => {
    useSessionStore().set(me)
    return () => h(component)
  })
}
