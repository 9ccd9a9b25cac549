// What the rule says of a few instants, run by itself under another TZ: `node tests/cases/midnight.ts <instant>…`.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { loadContent } from '#server/content.ts'
import { dueOfCase, holdDue, promise, resumeDue } from '#server/cases/due.ts'

const { calendar } = loadContent('content/huantai', { demo: true })

/** Promised ten working days on 30 September 2026, returned on 12 October and back at that instant. */
function told(instant: string) {
  const today = shanghaiDate(Date.parse(instant))
  const from = promise(calendar, '2026-09-30', 10, '初审')
  const held = holdDue(from, calendar, '2026-10-12', 5, '交回补正')
  const back = resumeDue(held, calendar, today)
  return {
    today, plain: dueOfCase({ ...from, state: 'accepted' }, calendar, today), firm: dueOfCase({ ...held, state: 'returned' }, calendar, today),
    back: dueOfCase({ ...back, state: 'accepted' }, calendar, today),
  }
}

const offset = -new Date(Date.parse('2026-10-01T00:00:00.000Z')).getTimezoneOffset()
process.stdout.write(JSON.stringify({ offset, told: process.argv.slice(2).map(told) }))
