// Where what is being written is just now, for the save line.
import { timeOf } from '#client/ui/format.ts'
import { heldParts, isDirty, type NoticeDraft } from './desk-draft.ts'
import { fieldWord } from './desk-words.ts'

export interface SaveWords { state: 'local' | 'server' | 'unkept'; detail?: string; time?: string }

function why(draft: NoticeDraft): string {
  if (draft.isSaving) return ''
  if (draft.clashes.length > 0) return `${draft.clashes.length} 处别人也改了，等您选`
  if (draft.failure?.code === 'not-signed-in') return '登录后接着传'
  if (draft.failure?.code === 'offline') return '没有网，连上就传'
  if (draft.failure) return draft.failure.isRetryable ? '服务器没接住，会自动再传' : '服务器没收'
  const words = heldParts(draft).map(fieldWord)
  return words.length > 0 ? `「${words.join('」「')}」改好才传` : '马上传到服务器'
}

export function saveWords(draft: NoticeDraft): SaveWords {
  if (isDirty(draft)) return { state: draft.isKept ? 'local' : 'unkept', detail: draft.isKept ? why(draft) : `先别关这一页。${why(draft)}` }
  return draft.savedAt === null ? { state: 'server', detail: '' } : { state: 'server', detail: timeOf(draft.savedAt), time: timeOf(draft.savedAt) }
}
