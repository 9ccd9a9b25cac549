// From a chosen file to one that may be sent: kept on the phone as it came, drawn, kept again, looked at by the coach, decided on.
// At every step what is on the phone is enough to go on after a crash.
import type { Vault } from '#client/accounts/local-vault.ts'
import { judgePhoto } from './photo-coach.ts'
import { kindOfBytes, PrepareRefusal, prepareFile, readChosen, sha256Of, type ChosenFile } from './prepare-file.ts'
import { turnPhoto } from './turn-photo.ts'
import type { UploadItem } from './upload-item.ts'
import { readUpload } from './upload-record.ts'
import type { UploadShelf } from './upload-shelf.ts'
import type { UploadFailure } from './upload-words.ts'

/** A photo that brought the page down this often is sent with as little work as can be, then not tried again. */
const [plainAfter, mostTries] = [2, 4]

/** Of anything, not of a paper: the coach has nothing to say. */
const uncoached: ReadonlySet<UploadItem['record']['purpose']> = new Set(['evidence', 'visit', 'notice'])

export interface IntakeDeps {
  shelf: UploadShelf
  vaultOf(userId: string): Promise<Vault | null>
  isThere(item: UploadItem): boolean
  showPicture(item: UploadItem, bytes: Uint8Array<ArrayBuffer>): void
  fail(item: UploadItem, code: UploadFailure): void
  /** It may be sent. */
  release(item: UploadItem): void
}

export interface Intake {
  /** Takes files in: all are on the phone before the first of them is drawn. */
  take(chosen: readonly { item: UploadItem; file: File }[]): Promise<void>
  /** Goes on with what an earlier visit left. */
  resume(item: UploadItem): Promise<void>
  /** 先用着. */
  keepAnyway(item: UploadItem): Promise<void>
  turn(item: UploadItem, degrees: 90 | 180 | 270): Promise<void>
}

export function createIntake({ shelf, vaultOf, isThere, showPicture, fail, release }: IntakeDeps): Intake {
  const guarded = (item: UploadItem, work: () => Promise<void>) =>
    work().catch((error: unknown) => fail(item, error instanceof PrepareRefusal ? error.code : 'unexpected'))

  /** As it came, before anything is done to it. A PDF is not changed and so kept once, by `draw`. */
  async function keepRaw(item: UploadItem, file: File): Promise<ChosenFile | null> {
    const chosen = await readChosen(file, item.record.purpose === 'notice')
    const vault = await vaultOf(item.userId)
    if (!chosen.kind.startsWith('image/') || !vault?.isPersistent) return chosen
    Object.assign(item.record, { stage: 'raw', tries: 0, sizeBytes: chosen.bytes.length })
    await shelf.keep(vault, item.record, chosen.bytes)
    // On the phone: it is read again in its turn, twenty photos at once are too much for its memory.
    return shelf.isHeld(item.record.id) ? chosen : null
  }

  async function draw(item: UploadItem, chosen: ChosenFile): Promise<void> {
    const vault = await vaultOf(item.userId)
    const { record } = item
    const tries = record.tries ?? 0
    if (tries >= mostTries) throw new PrepareRefusal('files.damaged')
    record.tries = tries + 1
    if (record.stage === 'raw') await shelf.note(vault, record)
    const { bytes, type, name, isRedrawn } = await prepareFile(chosen, tries >= plainAfter)
    if (!isThere(item)) return
    const isCoached = type.startsWith('image/') && !uncoached.has(record.purpose)
    const coach = isCoached ? { coach: { findings: [], good: [], turn: 0 as const, isRedrawn, turned: 0, isKept: false } } : {}
    Object.assign(record, {
      type,
      name,
      sizeBytes: bytes.length,
      sha256: await sha256Of(bytes),
      stage: isCoached ? 'coach' : undefined,
      ...coach,
    })
    showPicture(item, bytes)
    await shelf.keep(vault, record, bytes)
    if (isCoached && tries < plainAfter) await look(item, bytes)
    else await letGo(item)
  }

  async function look(item: UploadItem, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { record } = item
    const verdict = await judgePhoto(bytes, record.type)
    if (!isThere(item)) return
    if (verdict && record.coach) Object.assign(record.coach, verdict)
    if (!verdict || verdict.findings.length === 0) return letGo(item)
    item.state = 'coaching'
    await shelf.note(await vaultOf(item.userId), record)
  }

  async function letGo(item: UploadItem): Promise<void> {
    delete item.record.stage
    await shelf.note(await vaultOf(item.userId), item.record)
    if (isThere(item)) release(item)
  }

  async function resume(item: UploadItem): Promise<void> {
    const { stage, coach, tries = 0 } = item.record
    const bytes = await shelf.bytesOf(await vaultOf(item.userId), item.record.id)
    if (!bytes) return fail(item, 'unreadable')
    if (stage !== 'raw') showPicture(item, bytes)
    if (stage === 'raw') return guarded(item, () => draw(item, { ...kindOfBytes(bytes), name: item.record.name }))
    if (coach && (coach.findings.length > 0 || coach.turned > 0)) {
      item.state = 'coaching'
      return
    }
    if (tries > plainAfter) return guarded(item, () => letGo(item))
    item.record.tries = tries + 1
    await shelf.note(await vaultOf(item.userId), item.record)
    return guarded(item, () => look(item, bytes))
  }

  /** False where another page of the same person has decided already; writing it once more would bring it back without its bytes. */
  async function isStillMine(item: UploadItem): Promise<boolean> {
    if (shelf.isHeld(item.record.id)) return true
    const vault = await vaultOf(item.userId)
    return vault === null || (await readUpload(vault, item.record.id)) !== undefined
  }

  return {
    async take(chosen) {
      const kept: { item: UploadItem; file: File; raw: ChosenFile | null }[] = []
      for (const { item, file } of chosen) await guarded(item, async () => void kept.push({ item, file, raw: await keepRaw(item, file) }))
      for (const { item, file, raw } of kept) {
        if (!isThere(item)) continue
        await guarded(item, async () => {
          const bytes = raw ? undefined : await shelf.bytesOf(await vaultOf(item.userId), item.record.id)
          await draw(
            item,
            raw ?? (bytes ? { ...kindOfBytes(bytes), name: file.name } : await readChosen(file, item.record.purpose === 'notice')),
          )
        })
      }
    },
    resume,
    async keepAnyway(item) {
      if (item.state !== 'coaching') return
      if (item.record.coach) item.record.coach.isKept = true
      item.state = 'preparing'
      item.failure = null
      if (await isStillMine(item)) await letGo(item)
      else release(item)
    },
    async turn(item, degrees) {
      const vault = await vaultOf(item.userId)
      const bytes = await shelf.bytesOf(vault, item.record.id)
      const { coach } = item.record
      if (!bytes || !coach || item.state !== 'coaching' || item.isTurning) return
      item.isTurning = true
      item.failure = null
      try {
        const turned = await turnPhoto(bytes, item.record.type, degrees)
        const findings = coach.findings
          .filter((finding) => finding.fault !== 'sideways')
          .map((finding) => ({ ...finding, place: null, parts: [] }))
        const good = [...new Set([...coach.good, 'upright' as const])]
        Object.assign(item.record, { type: 'image/jpeg', sizeBytes: turned.length, sha256: await sha256Of(turned) })
        Object.assign(coach, { findings, good, isRedrawn: true, turned: (coach.turned + degrees) % 360 || 360 })
        item.previewUrl = null
        showPicture(item, turned)
        if (await isStillMine(item)) await shelf.keep(vault, item.record, turned)
      } catch {
        // Said on the card; the photo is as it was and may be used.
        item.failure = 'files.damaged'
      } finally {
        item.isTurning = false
      }
    },
  }
}
