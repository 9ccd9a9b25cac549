import type { Message, MessageCategory } from '#contract/messages/schema.ts'
import type { IconName } from '#client/ui/icon-paths.ts'

export const categoryWords: Record<MessageCategory, string> = { case: '办件', account: '账号', policy: '政策', reminder: '提醒' }
const categoryIcons: Record<MessageCategory, IconName> = { case: 'folder', account: 'personAdd', policy: 'notice', reminder: 'clock' }

/** Icon and ground of a message's lead square: what it asks of its reader, else what it is about. */
export function leadOf({ tone, category }: Pick<Message, 'tone' | 'category'>): { icon: IconName; ground: string } {
  if (tone === 'urgent') return { icon: 'warn', ground: 'seal' }
  if (tone === 'waiting') return { icon: 'clock', ground: 'reed' }
  if (tone === 'good') return { icon: 'tick', ground: 'ok' }
  return { icon: categoryIcons[category], ground: '' }
}
