// The life of an upload: begun within limits, owned by one account, judged once when its last byte is there, then a file or gone.
import { randomUUID } from 'node:crypto'
import { acceptedNoticeTypes, acceptedUploadTypes, fileLimits } from '#contract/files/rules.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { requireWriter } from '../accounts/assist-access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FileRow, UploadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound, statusOf } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { mayDelete, standingOf } from './access.ts'
import { cleanFileName } from './file-name.ts'
import { inspectSent } from './inspect.ts'
import { uploadReserve } from './room.ts'
import { deleteFileRow, endUpload, findUpload, insertFile, insertUpload, lockFile, readHoldings } from './repository.ts'

const hour = 3_600_000

export type UploadMetadata = Record<string, string | null>

/** Refused (storage-full, Retry-After) before the disk is full. */
export async function assertRoom(deps: Deps): Promise<void> {
  // How much fits into a bucket is its owner's affair.
  if (deps.files.root === undefined) return
  const { freeBytes, totalBytes } = await deps.files.space()
  if (freeBytes < uploadReserve(totalBytes)) throw new AppError('storage-full', { detail: `${freeBytes} of ${totalBytes} bytes free`, retryAfterSeconds: 60 })
}

function readPurpose(metadata: UploadMetadata): UploadRow['purpose'] {
  const purpose = metadata.purpose ?? 'paper'
  if (purpose !== 'paper' && purpose !== 'licence' && purpose !== 'evidence' && purpose !== 'visit' && purpose !== 'notice' && purpose !== 'loan') throw invalid({ field: 'purpose', reason: 'unknown' })
  return purpose
}

function describeUpload(account: SignedIn, sizeBytes: number, metadata: UploadMetadata, now: number): UploadRow {
  if (sizeBytes === 0) throw new AppError('files.empty')
  if (sizeBytes > fileLimits.maxBytes) throw new AppError('files.too-large', { details: { maxBytes: fileLimits.maxBytes } })
  const declaredType = (metadata.filetype ?? '').toLowerCase()
  const purpose = readPurpose(metadata)
  const acceptedTypes: readonly string[] = purpose === 'notice' ? acceptedNoticeTypes : acceptedUploadTypes
  if (declaredType !== '' && !acceptedTypes.some((type) => type === declaredType)) throw new AppError('files.wrong-type', { details: { found: declaredType.slice(0, 100) } })
  const sha256 = metadata.sha256 || null
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256)) throw invalid({ field: 'sha256', reason: 'format' })
  const firmId = metadata.firmId || null
  if (firmId === null && purpose === 'paper') throw invalid({ field: 'firmId', reason: 'required' })
  // Evidence is the person's own: the members of a firm have no business with it.
  if (firmId !== null && (purpose === 'evidence' || purpose === 'visit' || purpose === 'notice' || purpose === 'loan')) throw invalid({ field: 'firmId', reason: 'unknown' })
  // A photograph of a visit is its expert's until the record is handed in.
  if (purpose === 'visit' && account.role !== 'expert') throw new AppError('not-allowed', { detail: 'for experts' })
  if (purpose === 'notice' && account.role !== 'officer') throw new AppError('not-allowed', { detail: 'for officers' })
  if (purpose === 'loan' && account.role !== 'bank') throw new AppError('not-allowed', { detail: 'for banks' })
  if (purpose === 'visit' && declaredType === 'application/pdf') throw new AppError('files.wrong-type', { details: { found: declaredType } })
  return {
    id: randomUUID(), account_id: account.id, firm_id: firmId, purpose, name: cleanFileName(metadata.filename ?? ''), declared_type: declaredType, size_bytes: sizeBytes,
    sha256, created_at: now, expires_at: now + fileLimits.uploadLifeHours * hour, state: 'open', refusal: null,
  }
}

async function assertQuota(deps: Deps, tx: Tx, upload: UploadRow): Promise<void> {
  // Two uploads begun at once must not both take the last place; SQLite has one writer anyway.
  if (deps.databaseKind === 'postgres') await tx.selectFrom('accounts').select('id').where('id', '=', upload.account_id).forUpdate().execute()
  const held = await readHoldings(tx, upload.account_id, upload.firm_id)
  const mostLoose = upload.purpose === 'notice' ? fileLimits.maxLooseNoticeFiles : fileLimits.maxLooseFiles
  const maxFiles = upload.firm_id === null ? mostLoose : fileLimits.maxFilesPerFirm
  if (held.openUploads >= fileLimits.maxOpenUploads) throw new AppError('files.quota', { details: { openUploads: held.openUploads }, retryAfterSeconds: 60 })
  if (held.files >= maxFiles || held.bytes + upload.size_bytes > fileLimits.maxBytesPerFirm) {
    throw new AppError('files.quota', { details: { files: held.files, bytes: held.bytes }, retryAfterSeconds: 3600 })
  }
}

/** Papers may also come from an assistant the firm has let in; a licence only from the firm. */
async function requireSender(connection: Connection, account: SignedIn, { firm_id: firmId, purpose }: UploadRow, at: number): Promise<void> {
  if (firmId === null) return
  if (purpose === 'paper') await requireWriter(connection, account, firmId, at)
  else await requireMember(connection, account, firmId)
}

/** Notes that these bytes will come. Throws files.empty, files.too-large, files.wrong-type, files.quota, storage-full, invalid-input; not-found for a firm one does not act for. */
export async function beginUpload(deps: Deps, account: SignedIn, sizeBytes: number, metadata: UploadMetadata, requestId: string): Promise<UploadRow> {
  const at = deps.clock.now()
  const upload = describeUpload(account, sizeBytes, metadata, at)
  await assertRoom(deps)
  await deps.commands.run(async (tx) => {
    await requireSender(tx, account, upload, at)
    if (upload.firm_id !== null) await assertGoesOn(tx, upload.firm_id)
    await assertQuota(deps, tx, upload)
    await insertUpload(tx, upload)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? 'firm', action: 'files.begin', subject: `file:${upload.id}`, firmId: upload.firm_id, requestId, details: { purpose: upload.purpose, sizeBytes } })
  })
  return upload
}

/** The asker's own upload, still to be continued or already stored. Anybody else's is `not-found`; one that expired or was refused is `files.gone`. */
export async function getOwnUpload(deps: Deps, account: SignedIn, id: string): Promise<UploadRow> {
  const upload = await findUpload(deps.db, id)
  if (!upload || upload.account_id !== account.id) throw notFound(`upload ${id} is not of account ${account.id}`)
  await requireSender(deps.db, account, upload, deps.clock.now())
  const isOver = upload.state === 'refused' || upload.state === 'expired' || (upload.state === 'open' && upload.expires_at <= deps.clock.now())
  if (isOver) throw new AppError('files.gone', { detail: upload.refusal ?? 'expired' })
  return upload
}

async function storeUpload(deps: Deps, upload: UploadRow, requestId: string): Promise<void> {
  const inspected = await inspectSent(() => deps.files.incoming.read(upload.id), upload.sha256, upload.purpose === 'notice').catch(async (cause: unknown) => {
    // Its bytes went away under the reader: given up just now, or stored by another process.
    const now = await findUpload(deps.db, upload.id)
    if (now?.state === 'done') return undefined
    throw now?.state === 'expired' ? new AppError('files.gone', { cause }) : cause
  })
  if (!inspected) return
  const { sizeBytes, sha256 } = await deps.files.put(upload.id, inspected.bytes)
  const at = deps.clock.now()
  const file: FileRow = {
    id: upload.id, account_id: upload.account_id, firm_id: upload.firm_id, purpose: upload.purpose, name: upload.name, media_type: inspected.mediaType, size_bytes: sizeBytes, sha256,
    pages: inspected.pages, width: inspected.width, height: inspected.height, storage_key: upload.id, created_at: at,
  }
  const ended = await deps.commands.run(async (tx) => {
    if (!(await endUpload(tx, upload.id, 'done'))) return findUpload(tx, upload.id)
    // The firm as it is now: it may have been merged into another while the bytes came.
    const kept = await tx.updateTable('uploads').set({ sha256: inspected.sentSha256 }).where('id', '=', upload.id).returning('firm_id').executeTakeFirst()
    file.firm_id = kept?.firm_id ?? null
    await insertFile(tx, file)
    const sender = await tx.selectFrom('accounts').select('staff_role').where('id', '=', upload.account_id).executeTakeFirst()
    await recordAudit(tx, { at, accountId: upload.account_id, role: sender?.staff_role ?? 'firm', action: 'files.store', subject: `file:${file.id}`, firmId: file.firm_id, requestId, details: { mediaType: file.media_type, sizeBytes, sha256 } })
    return undefined
  })
  if (ended === undefined || ended.state === 'done') return
  // Given up while it was being judged: nothing will ever ask for these bytes.
  await deps.files.remove(upload.id)
  throw new AppError('files.gone', { detail: 'given up meanwhile' })
}

const refusalStatuses = new Set([413, 415, 422, 460])

async function refuseUpload(deps: Deps, upload: UploadRow, error: AppError, requestId: string): Promise<void> {
  await deps.commands.run(async (tx) => {
    if (!(await endUpload(tx, upload.id, 'refused', error.code))) return
    await recordAudit(tx, { at: deps.clock.now(), accountId: upload.account_id, role: 'firm', action: 'files.refuse', outcome: 'refused', subject: `file:${upload.id}`, firmId: upload.firm_id, requestId, details: { code: error.code, why: error.message.slice(0, 200) } })
  })
}

/** Judges whole uploads, each once, however many requests ask for it. */
export class UploadFinisher {
  readonly #deps: Deps
  readonly #running = new Map<string, Promise<void>>()

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Resolves when the file is stored and its row committed. A refusal (see inspect.ts, files.checksum) forgets the bytes; anything else leaves them to be tried again. */
  finish(upload: UploadRow, requestId: string): Promise<void> {
    const running = this.#running.get(upload.id)
    if (running) return running
    const work = this.#finish(upload, requestId).finally(() => this.#running.delete(upload.id))
    this.#running.set(upload.id, work)
    return work
  }

  async #finish(upload: UploadRow, requestId: string): Promise<void> {
    const now = await findUpload(this.#deps.db, upload.id)
    if (now?.state === 'done') return
    if (now?.state !== 'open') throw new AppError('files.gone')
    try {
      await storeUpload(this.#deps, now, requestId)
    } catch (error) {
      if (!(error instanceof AppError) || !refusalStatuses.has(statusOf[error.code])) throw error
      await refuseUpload(this.#deps, now, error, requestId)
      await this.#deps.files.incoming.forget(upload.id)
      throw error
    }
    await this.#deps.files.incoming.forget(upload.id)
  }
}

/** Gives up an upload, or deletes a stored file nothing uses. Throws files.in-use for one that hangs on something. */
export async function deleteFile(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const line = { at, accountId: account.id, role: account.duty ?? 'firm', action: 'files.delete', subject: `file:${id}`, requestId }
    const removeStored = async (file: FileRow) => {
      if (!(await mayDelete(tx, account, file, at))) throw notFound(`file ${id} is not of account ${account.id}`)
      if ((await standingOf(tx, id)) !== 'loose') throw new AppError('files.in-use')
      await deleteFileRow(tx, id)
      await recordAudit(tx, { ...line, firmId: file.firm_id, details: { sha256: file.sha256 } })
    }
    const file = await lockFile(tx, id)
    if (file) return removeStored(file)
    const upload = await findUpload(tx, id)
    if (!upload || upload.account_id !== account.id) throw notFound(`upload ${id} is not of account ${account.id}`)
    if (await endUpload(tx, id, 'expired', 'given up')) {
      await recordAudit(tx, { ...line, firmId: upload.firm_id, details: { unfinished: true } })
      return
    }
    // Stored between the two looks.
    const stored = await lockFile(tx, id)
    if (!stored) throw new AppError('files.gone')
    await removeStored(stored)
  })
  await deps.files.incoming.forget(id)
  await deps.files.remove(id)
}
