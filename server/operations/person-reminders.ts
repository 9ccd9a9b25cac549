// Requests of data subjects that are due soon or late: told to every officer, once for each and date, whatever restarts in between.
import { addWorkdays } from '#contract/cases/workdays.ts'
import { chineseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { officerIds } from '../accounts/access.ts'
import { atMostEvery } from '../at-most-every.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { deskRequestPage, sayWhat } from './person-requests.ts'

const everyMs = 10 * 60_000
const mostAtOnce = 500
type Mark = 'late_told' | 'soon_told'

function untold(connection: Connection, mark: Mark, today: string, until: string) {
  const open = connection.selectFrom('person_requests').selectAll().where('state', '=', 'open').where((eb) => eb.or([eb(mark, 'is', null), eb(mark, '<>', eb.ref('due_on'))]))
  return mark === 'late_told' ? open.where('due_on', '<', today) : open.where('due_on', '>=', today).where('due_on', '<=', until).where('due_from', '<', today)
}

/** One round, on working days from nine. Returns how many were told of. */
export async function remindOfPersonRequests(deps: Deps): Promise<number> {
  const at = deps.clock.now()
  if (!isReminderTime(deps, at)) return 0
  const today = shanghaiDate(at)
  const until = addWorkdays(deps.content.calendar, today, deps.content.persons.alertWorkdays)
  let told = 0
  for (const mark of ['late_told', 'soon_told'] as const)
    for (const { id } of await untold(deps.db, mark, today, until).orderBy('due_on').orderBy('id').limit(mostAtOnce).execute())
      told += await deps.commands.run(async (tx) => {
        const row = await untold(tx, mark, today, until).where('id', '=', id).executeTakeFirst()
        if (!row) return 0
        const { numUpdatedRows } = await tx.updateTable('person_requests').set({ [mark]: row.due_on }).where('id', '=', id).where('version', '=', row.version).where('state', '=', 'open').executeTakeFirst()
        if (numUpdatedRows === 0n) return 0
        const kind = mark === 'late_told' ? 'person.desk-late' : 'person.desk-due'
        const accountIds = (await officerIds(tx)).filter((one) => one !== row.account_id)
        await enqueueMessages(tx, { at, accountIds, firmId: null, dedupeKey: `${kind}:${id}:${row.due_on}`, message: renderMessage(deps.content, kind, { number: row.number, what: sayWhat(deps, row), dueOn: chineseDate(row.due_on) }, deskRequestPage(id)) })
        return 1
      })
  return told
}

/** `remindOfPersonRequests`, at most every ten minutes however often the worker asks. */
export const sendPersonReminders = atMostEvery(everyMs, remindOfPersonRequests)
