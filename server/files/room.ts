// How full the disk of DATA_DIR may get: uploads end first, then writing into SQLite, both before the disk does (promise A13). Nothing is ever deleted to make room.
import type { Deps } from '../deps.ts'

const gigabyte = 1024 ** 3
/** A disk is looked at once a second at most. */
const seenForMs = 1_000
const alarmEveryMs = 3_600_000

/** ok · low: no uploads · full: nothing new is written either (SQLite only: PostgreSQL's disk is its own). */
export type DiskState = 'ok' | 'low' | 'full'
export interface DiskRoom { state: DiskState; freeBytes: number; totalBytes: number }

/** Bytes that uploads leave free: 10 % or 2 GB, on small disks half. */
export function uploadReserve(totalBytes: number): number {
  return Math.max(totalBytes * 0.1, Math.min(2 * gigabyte, totalBytes * 0.5))
}

/** Bytes that all writing leaves free: DISK_RESERVE_MB, on small disks a twentieth. Always less than what uploads leave. */
export function writeReserve(totalBytes: number, reserveBytes: number): number {
  return Math.min(reserveBytes, totalBytes * 0.05)
}

type Needs = Pick<Deps, 'files' | 'clock' | 'databaseKind' | 'config'>
const seen = new WeakMap<Deps['files'], { at: number; room: DiskRoom }>()

/** As it stands, or stood within this second. */
export async function diskRoom({ files, clock, databaseKind, config }: Needs): Promise<DiskRoom> {
  const last = seen.get(files)
  const now = clock.now()
  if (last && Math.abs(now - last.at) < seenForMs) return last.room
  const { freeBytes, totalBytes } = await files.space()
  const isFull = databaseKind === 'sqlite' && freeBytes < writeReserve(totalBytes, config.diskReserveBytes)
  const isLow = files.root !== undefined && freeBytes < uploadReserve(totalBytes)
  const room: DiskRoom = { state: isFull ? 'full' : isLow ? 'low' : 'ok', freeBytes, totalBytes }
  seen.set(files, { at: now, room })
  return room
}

const alarms = new WeakMap<Deps['files'], { state: DiskState; at: number }>()

/** Says so in the log when room runs out: at once, once an hour as long as it lasts, and when it is over. Resolves to what was found. */
export async function watchDisk(deps: Needs & Pick<Deps, 'log'>): Promise<DiskState> {
  const { state, freeBytes, totalBytes } = await diskRoom(deps)
  const now = deps.clock.now()
  const last = alarms.get(deps.files)
  if (state === 'ok') {
    if (last) deps.log.info({ freeBytes, totalBytes }, 'there is room on the disk again')
    alarms.delete(deps.files)
  } else if (!last || last.state !== state || now - last.at >= alarmEveryMs) {
    deps.log.error({ freeBytes, totalBytes, state }, state === 'full' ? 'the disk is full: nothing new is written' : 'the disk is almost full: uploads are refused')
    alarms.set(deps.files, { state, at: now })
  }
  return state
}
