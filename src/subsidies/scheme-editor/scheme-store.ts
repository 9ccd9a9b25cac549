import { defineStore } from 'pinia'
import { useQueryCache } from '@pinia/colada'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme } from '#contract/subsidies/scheme-schema.ts'
import { getScheme, saveScheme } from '#contract/subsidies/endpoints.ts'
import { useWholeSaving } from '#client/accounts/whole-saving.ts'
import { call } from '#client/http.ts'
import { draftVersion, isDirtyScheme, makeSchemeDraft, meetScheme, sendable, settleClash, type SchemeDraft } from './scheme-draft.ts'
import { partOfPath, type PartId } from './scheme-parts.ts'
import { toSchemeRecord, type SchemeRecord } from './scheme-record.ts'

/** Schemes being written, by id. */
export const useSchemeStore = defineStore('subsidies-schemes', () => {
  const cache = useQueryCache()
  const saving = useWholeSaving<SchemeDraft, Scheme, ProgrammeSource, SchemeRecord>({
    name: 'subsidies.scheme',
    prefix: 'subsidies.scheme.',
    make: makeSchemeDraft,
    isBlank: ({ source }) => source === null,
    read: (id) => call(getScheme, { params: { id } }),
    meet: meetScheme,
    look: (draft, scheme) => void (draft.scheme = scheme),
    isUnsent: isDirtyScheme,
    ready: sendable,
    async save(draft, ready) {
      const { id, note, scheme } = draft
      meetScheme(draft, await call(saveScheme, { params: { id }, body: { source: ready, note }, ifMatch: draftVersion(scheme)?.revision ?? 0, timeoutMs: 60_000 }), ready)
    },
    hold(draft, fields) {
      const known = draft.refused.map(partOfPath)
      const fresh = fields.map((field) => field.replace(/^source\./, '')).filter((path) => !known.includes(partOfPath(path)))
      draft.refused = [...draft.refused, ...fresh]
      return fresh.length > 0
    },
    recordOf: ({ source, base, note, baseNote }) => source && base && { title: source.title, source, base, note, baseNote },
    toRecord: toSchemeRecord,
    take: (draft, { source, base, note, baseNote }) => void Object.assign(draft, { source, base, note, baseNote }),
    local: (id, { title }) => ({ title, detail: '项目草稿，有改动还没传到服务器', to: `/desk/schemes/${id}/edit` }),
  })
  const { drafts, draftOf, open, flush, drop } = saving

  /** Something else was done with the scheme (started, proposed, taken back). */
  function adopt(scheme: Scheme): void {
    saving.adopt(scheme.programmeId, scheme)
    // What cannot be read now is read when it is looked at.
    void cache.invalidateQueries({ key: ['subsidies', 'schemes'] }).catch(() => undefined)
    void cache.invalidateQueries({ key: ['subsidies', 'scheme', scheme.programmeId] }).catch(() => undefined)
  }
  function change(id: string, next: (source: ProgrammeSource) => ProgrammeSource): void {
    saving.change(id, (draft) => {
      const before = draft.source
      if (before) draft.source = next(before)
      return draft.source !== before
    })
  }
  function setNote(id: string, note: string): void {
    draftOf(id).note = note
    saving.later(draftOf(id))
  }
  function settle(id: string, part: PartId, choice: 'mine' | 'theirs'): void {
    settleClash(draftOf(id), part, choice)
    saving.later(draftOf(id))
    void flush(id)
  }

  return { drafts, draftOf, open, adopt, change, setNote, settle, flush, drop }
})
