// What people hear when the second factor of their account changes, also by themselves: whoever did not do it learns of it, and whom to turn to.
import { shanghaiDate, shanghaiDayStart, chineseDate } from '#contract/identifiers/date.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages, type OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'

const minute = 60_000
export const factorPage = '/me/second-factor'

/** 2026年11月23日 10:08, in Shanghai. */
export function sayMoment(at: number): string {
  const date = shanghaiDate(at)
  const minutes = Math.floor((at - shanghaiDayStart(date)) / minute)
  return `${chineseDate(date)} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

export type FactorNews = { deed: 'set-up' | 'set-anew' | 'removed' | 'codes-renewed' } | { deed: 'code-used'; left: number }

function wordsOf({ content }: Pick<Deps, 'content'>, news: FactorNews, at: number): OutgoingMessage {
  const time = sayMoment(at)
  switch (news.deed) {
    case 'set-up': return renderMessage(content, 'factor.set-up', { time }, factorPage)
    case 'set-anew': return renderMessage(content, 'factor.set-anew', { time }, factorPage)
    case 'removed': return renderMessage(content, 'factor.removed', { time }, factorPage)
    case 'codes-renewed': return renderMessage(content, 'factor.codes-renewed', { time }, factorPage)
    case 'code-used': return renderMessage(content, 'factor.code-used', { time, left: news.left }, factorPage)
  }
}

export async function tellOfFactor(deps: Pick<Deps, 'content'>, tx: Tx, accountId: string, news: FactorNews, at: number): Promise<void> {
  await enqueueMessages(tx, { at, accountIds: [accountId], firmId: null, message: wordsOf(deps, news, at) })
}
