// The words a person is told of a notice, for a firm of theirs or because they follow it.
import type { AudienceReason } from '#contract/notices/audience-schema.ts'
import { allReasonWords, type ReasonNames } from '#contract/notices/reason-words.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { FollowRow, NoticeSendingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { OutgoingMessage } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import type { Followable } from './followed.ts'
import { reasonNames } from './reason-names.ts'
import { isUrgent, untilWords } from './telling-words.ts'

/** A notice as it is told of. deadlines: YYYY-MM-DD. note: what a correction changed. reason: why it was taken back. */
export interface Told extends Followable { id: string; kind: NoticeSendingRow['kind']; title: string; issuer: string; deadlines: readonly string[]; note: string; reason: string }
export interface TellingFirm { name: string; reasons: readonly AudienceReason[] }
export type Telling = { firm: TellingFirm } | { follows: readonly Pick<FollowRow, 'kind' | 'ref'>[] }

/** What the words are made of, looked up once a batch. today: YYYY-MM-DD. */
export interface TellingWords { content: Deps['content']; today: string; names: ReasonNames }

export function tellingWords(deps: Pick<Deps, 'content' | 'clock'>): TellingWords {
  return { content: deps.content, today: shanghaiDate(deps.clock.now()), names: reasonNames(deps) }
}

function followedWords({ content, names }: TellingWords, { kind, ref }: Pick<FollowRow, 'kind' | 'ref'>): string {
  switch (kind) {
    case 'category': return content.notices.settings.categories.find(({ id }) => id === ref)?.title ?? ref
    case 'issuer': return ref
    case 'programme': return names.programmes.get(ref) ?? ref
  }
}

export function messageFor(words: TellingWords, told: Told, to: Telling): OutgoingMessage {
  const { content, today, names } = words
  const { id, kind, title, issuer, deadlines, note, reason } = told
  const link = `/notices/${id}?from=inbox`
  if (kind === 'correction') return renderMessage(content, 'notice.corrected', { title, issuer, note }, link)
  if (kind === 'withdrawal') return renderMessage(content, 'notice.withdrawn', { title, issuer, reason }, link)
  const until = untilWords(deadlines, today)
  if ('follows' in to) return renderMessage(content, 'notice.followed', { title, issuer, what: to.follows.map((one) => followedWords(words, one)).join('、'), until }, link)
  return renderMessage(content, isUrgent(deadlines, today) ? 'notice.told-urgent' : 'notice.told', { title, issuer, firm: to.firm.name, why: allReasonWords(to.firm.reasons, names), until }, link)
}
