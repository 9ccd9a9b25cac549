import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import { getDeskNotice, saveNotice } from '#contract/notices/desk-endpoints.ts'
import type { DeskNotice, NoticeSave } from '#contract/notices/desk-schema.ts'
import { useWholeSaving } from '#client/accounts/whole-saving.ts'
import { call } from '#client/http.ts'
import { heldParts, isDirty, makeDraft, meetNotice, sendable, settleClash, tookWords, type NoticeDraft, type Part } from './desk-draft.ts'
import { toNoticeRecord, type NoticeRecord } from './desk-record.ts'
import { fieldOfPath } from './desk-words.ts'

/** Notices being written, by id. */
export const useNoticeStore = defineStore('notices-drafts', () => {
  const cache = useQueryCache()
  const saving = useWholeSaving<NoticeDraft, DeskNotice, NoticeSave, NoticeRecord>({
    name: 'notices.draft',
    prefix: 'notices.draft.',
    make: makeDraft,
    isBlank: ({ words }) => words === null,
    read: (id) => call(getDeskNotice, { params: { id } }),
    meet: meetNotice,
    look: (draft, notice) => void (draft.notice = notice),
    isUnsent: isDirty,
    ready: (draft) => (draft.notice?.open?.state === 'draft' ? sendable(draft) : undefined),
    async save(draft, ready) {
      const saved = await call(saveNotice, { params: { id: draft.id }, body: ready, ifMatch: draft.revision, timeoutMs: 60_000 })
      tookWords(draft, ready, saved, new Date().toISOString())
    },
    hold(draft, fields) {
      const held = heldParts(draft)
      const fresh = fields.map((field) => field.replace(/^text\./, '')).filter((field) => !held.some((part) => part === fieldOfPath(field)))
      draft.refused = [...draft.refused, ...fresh]
      return fresh.length > 0
    },
    recordOf: ({ words, base }) => words && base && { words, base },
    toRecord: toNoticeRecord,
    take: (draft, record) => void Object.assign(draft, record),
    local: (id, { words }) => ({ title: words.text.title || '还没有标题的通知', detail: '通知草稿，有改动还没传到服务器', to: `/desk/notices/${id}` }),
  })
  const { drafts, draftOf, open, flush, drop } = saving

  /** Something else was done with the notice (proposed, taken back, published). */
  function adopt(notice: DeskNotice): void {
    saving.adopt(notice.id, notice)
    void cache.invalidateQueries({ key: ['notices'] }).catch(() => undefined) // what cannot be read now is read when it is looked at
  }
  function change(id: string, next: (words: NoticeSave) => NoticeSave): void {
    saving.change(id, (draft) => {
      const before = draft.words
      if (before) draft.words = next(before)
      return draft.words !== before
    })
  }
  function settle(id: string, part: Part, choice: 'mine' | 'theirs'): void {
    settleClash(draftOf(id), part, choice)
    saving.later(draftOf(id))
    void flush(id)
  }

  return { drafts, draftOf, open, adopt, change, settle, flush, drop }
})
