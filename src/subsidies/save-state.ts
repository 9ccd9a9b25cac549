import type { Application } from '#contract/subsidies/schema.ts'
import { timeOf } from '#client/ui/format.ts'
import { hasUnsent, type Draft } from './draft.ts'
import { isEditable } from './editable.ts'

export interface SaveState {
  state: 'local' | 'server' | 'sent' | 'unkept'
  time?: string
  number?: string
  detail?: string
  sending: boolean
}

/** Where this work is, said only after the fact (design §6). */
export function saveStateOf(application: Application, draft: Draft, isOnline: boolean): SaveState {
  const sending = draft.isSending
  if (!isEditable(application)) return { state: 'sent', number: application.number ?? undefined, sending: false }
  if (!hasUnsent(draft)) return { state: 'server', time: timeOf(application.savedAt), sending }
  if (draft.isRefusedHere) return { state: 'unkept', detail: '这台手机存不下，传到服务器前别关', sending }
  // Between a keystroke and its local copy nothing new may be claimed yet.
  if (!draft.isKept)
    return { state: 'server', time: timeOf(application.savedAt), detail: `${timeOf(application.savedAt)}，刚改的正在存`, sending }
  return { state: 'local', detail: localDetail(draft, isOnline), sending }
}

function localDetail(draft: Draft, isOnline: boolean): string | undefined {
  if (draft.conflicts.length > 0) return `${draft.conflicts.length} 处别人也改了，等您选`
  if (draft.refused.length > 0) return `${draft.refused.length} 处服务器没收，看标红的地方`
  if (!isOnline || draft.failure?.code === 'offline') return undefined
  if (draft.failure?.code === 'not-signed-in') return '登录后接着传'
  if (draft.failure?.code === 'accounts.fresh-code-needed') return '收个短信码，确认是您本人再传'
  if (draft.failure) return '服务器没接住，会自动再传'
  return draft.isSending ? '' : '马上传到服务器'
}
