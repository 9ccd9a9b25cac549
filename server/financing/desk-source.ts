// Requests to be looked at, 无人接单, banks to be called or that do nothing, and products to be published, on the desk home. Amounts are sealed and not among the lines.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { dueAfter, dueAfterDate, type DeskReader, type DeskSource } from '../cases/desk-source.ts'
import type { Deps } from '../deps.ts'
import { bankTurnStates, isStalled, isToCall, isUnanswered, type Day } from './standings.ts'

const deskPage = (id: string) => `/desk/financing/${id}`
const dayFor = ({ content }: Pick<Deps, 'content'>, { today }: DeskReader): Day => ({ calendar: content.calendar, casework: content.financingCasework, today })

/** Who has acted in it for the firm or a bank (stake.ts). */
function tookPart({ accountId }: DeskReader): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${accountId} in (financing_requests.created_by, financing_requests.saved_by, coalesce(financing_requests.submitted_by, ''))
    or exists (select 1 from financing_events where financing_events.request_id = financing_requests.id and financing_events.account_id = ${accountId} and financing_events.side in ('firm', 'bank')))`
}

const request = { id: sql<string>`financing_requests.id`, number: sql<string | null>`financing_requests.number`, title: sql<string>`financing_requests.state`, firmId: sql<string>`financing_requests.firm_id` }

const requests: DeskSource = {
  kind: 'request', word: '融资需求', subject: ({ id }) => `financing:${id}`,
  open: (_deps, reader) => ({
    ...request, from: sql`financing_requests`, where: sql<SqlBool>`financing_requests.state in ('submitted', 'returned')`, since: sql<number>`coalesce(financing_requests.submitted_at, financing_requests.created_at)`,
    dueOn: sql<string | null>`financing_requests.due_on`, state: sql<string>`financing_requests.state`, waitsFor: sql<string>`case when financing_requests.state = 'returned' then 'firm' else 'us' end`, isOut: tookPart(reader),
  }),
  show: (row) => ({ title: '知识产权质押融资需求', state: row.state === 'returned' ? '等企业补充' : '待受理', link: deskPage(row.id) }),
}

const unanswered: DeskSource = {
  kind: 'unanswered', word: '无人接单', subject: ({ id }) => `financing:${id}`,
  open: (deps, reader) => {
    const day = dayFor(deps, reader)
    const asked = sql<string>`(select max(financing_leads.offered_on) from financing_leads where financing_leads.request_id = financing_requests.id)`
    return {
      ...request, from: sql`financing_requests`, where: isUnanswered(day), since: sql<number>`coalesce(financing_requests.accepted_at, financing_requests.created_at)`,
      dueOn: dueAfterDate(day.calendar, day.today, asked, day.casework.ladder.escalate), state: sql<string>`financing_requests.state`, waitsFor: 'us', isOut: tookPart(reader),
    }
  },
  show: (row) => ({ title: '知识产权质押融资需求', state: '无人接单', link: deskPage(row.id) }),
}

/** Asked and not answered, or taken and nothing since: to be called, or left to the bank for now. */
const leads: DeskSource = {
  kind: 'lead', word: '银行对接',
  open: (deps, reader) => {
    const day = dayFor(deps, reader)
    const { calendar, today, casework: { ladder, stalledWorkdays } } = day
    const offered = sql<string>`financing_leads.offered_on`
    const stage = sql<number>`financing_leads.stage_at`
    return {
      from: sql`financing_leads inner join financing_requests on financing_requests.id = financing_leads.request_id inner join banks on banks.id = financing_leads.bank_id`,
      where: sql<SqlBool>`(financing_requests.state = 'accepted' and (financing_leads.state = 'offered' or (financing_leads.state in (${sql.join(bankTurnStates.map((state) => sql.lit(state)))}) and ${isStalled(day)})))`,
      id: sql<string>`financing_leads.id`, number: sql<string | null>`financing_leads.number`, title: sql<string>`banks.name`, firmId: request.firmId, since: sql<number>`financing_leads.offered_at`,
      state: sql<string>`case when financing_leads.state <> 'offered' then 'stalled' when ${isToCall(day)} then 'call' else 'offered' end`,
      waitsFor: sql<string>`case when financing_leads.state <> 'offered' or ${isToCall(day)} then 'us' else 'bank' end`, about: sql<string | null>`financing_leads.request_id`, isOut: tookPart(reader),
      dueOn: sql<string | null>`case when financing_leads.state <> 'offered' then ${dueAfter(calendar, today, stage, stalledWorkdays)} when ${isToCall(day)} then ${dueAfterDate(calendar, today, offered, ladder.call)} else ${dueAfterDate(calendar, today, offered, ladder.close)} end`,
    }
  },
  show: (row) => ({ title: row.title, state: row.state === 'stalled' ? '银行久没动' : row.state === 'call' ? '该打电话' : '等银行接单', link: deskPage(row.about ?? '') }),
}

const products: DeskSource = {
  kind: 'product', word: '融资产品',
  open: ({ content, databaseKind }, { accountId, today }) => {
    const since = sql<number>`coalesce(financing_product_versions.proposed_at, financing_product_versions.saved_at)`
    return {
      from: sql`financing_product_versions`, where: sql<SqlBool>`financing_product_versions.state = 'proposed'`,
      id: sql<string>`financing_product_versions.id`, title: databaseKind === 'sqlite' ? sql<string>`json_extract(financing_product_versions.text, '$.title')` : sql<string>`(financing_product_versions.text::jsonb ->> 'title')`, since,
      state: sql<string>`financing_product_versions.state`, waitsFor: 'second', about: sql<string | null>`financing_product_versions.product_id`, dueOn: dueAfter(content.calendar, today, since, content.casework.aims.product),
      hadHand: sql<SqlBool>`exists (select 1 from financing_product_hands where financing_product_hands.version_id = financing_product_versions.id and financing_product_hands.account_id = ${accountId})`,
    }
  },
  show: (row) => ({ title: row.title, state: '等发布', link: '/desk/financing/products' }),
}

export const financingSources: readonly DeskSource[] = [requests, unanswered, leads, products]
