import { timeOf } from '#client/ui/format.ts'
import { draftVersion, heldParts, isDirtyScheme, type SchemeDraft } from './scheme-draft.ts'
import { schemeParts } from './scheme-parts.ts'

export interface SaveWords { state: 'local' | 'server' | 'unkept'; time?: string; detail?: string }

/** Where the work is, said only after the fact. */
export function saveWords(draft: SchemeDraft): SaveWords {
  const savedAt = draftVersion(draft.scheme)?.savedAt
  const time = savedAt === undefined ? '' : timeOf(savedAt)
  if (!isDirtyScheme(draft)) return { state: 'server', detail: time }
  if (draft.isRefusedHere) return { state: 'unkept', detail: '这台电脑存不下，传上去以前别关' }
  if (!draft.isKept) return { state: 'server', detail: `${time}，刚改的正在存` }
  return { state: 'local', detail: waitWords(draft) }
}

function waitWords(draft: SchemeDraft): string {
  if (draft.isSaving) return ''
  if (draft.clashes.length > 0) return `${draft.clashes.length} 部分别人也改了，等您选`
  if (draft.failure?.code === 'not-signed-in') return '登录后接着传'
  if (draft.failure?.code === 'offline') return '没有网，连上就传'
  if (draft.failure) return draft.failure.isRetryable ? '服务器没接住，会自动再传' : '服务器没收'
  const words = heldParts(draft).map((part) => schemeParts.find(({ id }) => id === part)?.word ?? '')
  return words.length > 0 ? `「${words.join('」「')}」填好才传` : '马上传到服务器'
}
