// The neutral sentences of SMS, push and e-mail: what kind of message came, never whose, what about or how much.
import { channelCategories } from '#contract/messages/channels.ts'
import type { ChannelContent } from '#contract/messages/content-schema.ts'
import type { DigestPayload, NoticePayload } from './deliveries.ts'
import type { DeliveryRow } from '../db/schema.ts'
import { readStoredJson } from '../db/json.ts'

export interface Words { sentence: string; link: string; isUrgent: boolean }

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

function countsOf(content: ChannelContent, counts: DigestPayload['counts']): string {
  return channelCategories.flatMap((category) => (counts[category] ? [`${content.categories[category]} ${counts[category]} 条`] : [])).join('、')
}

/** The sentence of a delivery and where it leads inside the app. */
export function wordsOf(content: ChannelContent, row: DeliveryRow): Words {
  if (row.purpose === 'digest') return { sentence: fill(content.digestSentence, { counts: countsOf(content, readStoredJson<DigestPayload>(row.payload).counts) }), link: '/messages', isUrgent: false }
  const { link, isUrgent } = readStoredJson<NoticePayload>(row.payload)
  const category = row.category ? content.categories[row.category] : ''
  return { sentence: fill(isUrgent ? content.urgentSentence : content.sentence, { category }), link: link ?? '/messages', isUrgent }
}

export function codeMailText(content: ChannelContent, code: string, minutes: number): string {
  return fill(content.email.codeText, { code, minutes: String(minutes) })
}
