// Photos and files that prove an answer, on their way to it. What waits finds its place again by itself, whichever page is open, and each is attached once.
import { watch } from 'vue'
import { defineStore } from 'pinia'
import type { Evidence, EvidencePatch } from '#contract/assessment/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import type { UploadItem, UploadPlace } from '#client/files/upload-item.ts'
import type { UploadRecord } from '#client/files/upload-record.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { ApiError, toApiError } from '#client/http.ts'
import { attachEvidence, dropEvidence, sendEvidenceDates } from './api.ts'
import { keep } from '#client/ui/kept.ts'
import { useAssessmentStore } from './assessment-store.ts'
import { waitingFlag } from './local-list.ts'

const ownerOf = (id: string, itemId: string) => `assessment:${id}:${itemId}`

function readOwner(owner: string): { id: string; itemId: string } | null {
  const [kind, id, ...rest] = owner.split(':')
  return kind === 'assessment' && id ? { id, itemId: rest.join(':') } : null
}

export const useEvidenceStore = defineStore('assessment-evidence', () => {
  const session = useSessionStore()
  const store = useAssessmentStore()
  const uploads = useUploadStore()
  /** Content attached from this page: the same picture chosen twice for one item is one. */
  const attached = new Set<string>()
  /** Owners whose assessment takes nothing now. */
  const locked = new Set<string>()

  function placeOf(id: string, itemId: string, firmId: string | null): UploadPlace {
    const owner = ownerOf(id, itemId)
    const page = `/assessment/${id}/items/${encodeURIComponent(itemId)}`
    return { owner, page, firmId, purpose: 'paper', attach: (fileId, record) => attach(owner, fileId, record) }
  }

  /** Called again until it resolves or the server says no. */
  async function attach(owner: string, fileId: string, record: UploadRecord): Promise<void> {
    const about = readOwner(owner)
    if (!about) return
    const sheet = await store.open(about.id)
    if (!sheet.view.isOnServer) await store.flush(sheet.id)
    const id = store.realId(about.id)
    if (store.sheetOf(id)?.view.isOnServer === false) throw new ApiError('offline')
    const content = `${id}/${about.itemId}/${record.sha256 ?? record.id}`
    if (attached.has(content)) return
    const evidence = await sendAttach(id, about.itemId, fileId, record.dates).catch((caught: unknown) => {
      const error = toApiError(caught)
      if (error.code !== 'assessment.locked') throw error
      // It waits for the review to end, and holds up nothing else meanwhile.
      locked.add(owner)
      uploads.closePlace(owner)
      throw new ApiError('unavailable', { cause: error })
    })
    attached.add(content)
    store.amend(id, (copy) => ({ ...copy, evidence: [...copy.evidence.filter((one) => one.id !== evidence.id), evidence] }))
  }

  /** Dates the server does not take must not cost the photo. */
  async function sendAttach(id: string, itemId: string, fileId: string, dates: EvidencePatch = {}): Promise<Evidence> {
    try {
      return await attachEvidence(id, itemId, { fileId, ...dates })
    } catch (caught) {
      const { code, fields } = toApiError(caught)
      const isAboutDates =
        code === 'invalid-input' && fields.length > 0 && fields.every(({ field }) => field === 'datedOn' || field === 'expiresOn')
      if (!isAboutDates) throw caught
      return attachEvidence(id, itemId, { fileId })
    }
  }

  /** Files on their way to this item, oldest first; also those taken while it had another id. */
  function waiting(id: string, itemId: string): UploadItem[] {
    return uploads.items.filter((item) => {
      const about = readOwner(item.record.owner)
      return about?.itemId === itemId && store.realId(about.id) === id
    })
  }

  async function add(id: string, itemId: string, files: readonly File[], dates?: EvidencePatch): Promise<void> {
    const firmId = store.sheetOf(id)?.copy.value?.firmId ?? session.firm?.id ?? null
    keep(waitingFlag, '1')
    await uploads.add(placeOf(id, itemId, firmId), files, dates)
  }

  const isHere = (uploadId: string) => uploads.items.some(({ record }) => record.id === uploadId)

  /** Throws ApiError for what the server has already. */
  async function date(id: string, evidenceId: string, dates: EvidencePatch): Promise<void> {
    if (isHere(evidenceId)) return uploads.date(evidenceId, dates)
    const evidence = await sendEvidenceDates(id, evidenceId, dates)
    store.amend(id, (copy) => ({ ...copy, evidence: copy.evidence.map((one) => (one.id === evidenceId ? evidence : one)) }))
  }

  async function remove(id: string, evidenceId: string): Promise<void> {
    if (isHere(evidenceId)) return uploads.remove(evidenceId)
    await dropEvidence(id, evidenceId)
    attached.clear()
    store.amend(id, (copy) => ({ ...copy, evidence: copy.evidence.filter((one) => one.id !== evidenceId) }))
  }

  /** The assessment is gone from here: so are its photos. */
  async function removeAll(id: string): Promise<void> {
    const own = uploads.items.filter(({ record }) => store.realId(readOwner(record.owner)?.id ?? '') === id)
    for (const { record } of own) await uploads.remove(record.id)
  }

  if (typeof window !== 'undefined') {
    // Whatever an earlier visit left.
    watch(
      () => [...new Set(uploads.items.map(({ record }) => record.owner))].join('\n'),
      (owners) => {
        for (const owner of owners.split('\n')) {
          const [about, record] = [readOwner(owner), uploads.items.find((item) => item.record.owner === owner)?.record]
          if (about && record && !locked.has(owner)) uploads.openPlace(placeOf(about.id, about.itemId, record.firmId))
        }
      },
      { immediate: true },
    )
    // Sent back or taken back: what waited goes on.
    watch(
      () => [...store.sheets.values()].filter(({ copy }) => copy.value?.mayAnswer).map(({ id }) => id),
      (open) => {
        for (const owner of locked) {
          const about = readOwner(owner)
          if (!about || !open.includes(store.realId(about.id))) continue
          locked.delete(owner)
          uploads.openPlace(placeOf(about.id, about.itemId, null))
        }
      },
    )
  }

  return { waiting, add, date, remove, removeAll }
})
