// Which occasion a message belongs to, read back from its words.
import { messageValues, type MessageKind, type MessageTemplates } from '#server/messages/texts.ts'
import type { TestApp } from './app.ts'

export interface Told { accountId: string; kind: MessageKind; link: string | null }

const kinds = Object.keys(messageValues) as MessageKind[]

function pattern(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`)
}

/** The occasion whose template these words were made from; throws where there is none. */
export function kindOf(messages: MessageTemplates, { title, body }: { title: string; body: string }): MessageKind {
  const kind = kinds.find((one) => pattern(messages[one].title).test(title) && pattern(messages[one].body).test(body))
  if (!kind) throw new Error(`no occasion says: ${title} ${body}`)
  return kind
}

/** What was queued for whom while this was done. */
export async function toldBy({ db, deps }: Pick<TestApp, 'db' | 'deps'>, deed: () => Promise<unknown>): Promise<Told[]> {
  const before = new Set((await db.selectFrom('outbox').select('id').execute()).map((row) => row.id))
  await deed()
  const rows = (await db.selectFrom('outbox').selectAll().orderBy('created_at').execute()).filter((row) => !before.has(row.id))
  return rows.map((row) => {
    const message = JSON.parse(row.payload) as { title: string; body: string; link: string | null }
    return { accountId: row.account_id, kind: kindOf(deps.content.messages, message), link: message.link }
  })
}
