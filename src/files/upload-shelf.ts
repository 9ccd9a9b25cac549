// Where the bytes of a chosen file lie until the server has them: in the person's vault; in memory where the phone keeps nothing.
import { shallowReactive } from 'vue'
import type { Vault } from '#client/accounts/local-vault.ts'
import { forgetUpload, readUploadBytes, writeUpload, type UploadRecord } from './upload-record.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface UploadShelf {
  /** Lost when the page is closed: the phone's storage refused them. */
  readonly unkept: ReadonlySet<string>
  /** Keeps record and bytes, on the phone or else in memory. */
  keep(vault: Vault | null, record: UploadRecord, bytes: Bytes): Promise<void>
  /** Only what is known about it has changed. */
  note(vault: Vault | null, record: UploadRecord): Promise<void>
  bytesOf(vault: Vault | null, id: string): Promise<Bytes | undefined>
  /** In memory, whatever the phone keeps: for one more try. */
  hold(id: string, bytes: Bytes): void
  isHeld(id: string): boolean
  /** `isKept`: the phone keeps it still, only this page is done with it. */
  drop(id: string): void
  forget(vault: Vault | null, id: string): Promise<void>
}

export function createShelf(): UploadShelf {
  const held = new Map<string, Bytes>()
  const unkept = shallowReactive(new Set<string>())
  const drop = (id: string) => {
    held.delete(id)
    unkept.delete(id)
  }
  return {
    unkept,
    async keep(vault, record, bytes) {
      held.set(record.id, bytes)
      // Said at once: what is not on the phone is gone with the page.
      if (!vault || !(await writeUpload(vault, { ...record }, bytes))) {
        unkept.add(record.id)
        return
      }
      drop(record.id)
    },
    async note(vault, record) {
      if (vault && !held.has(record.id)) await writeUpload(vault, { ...record })
    },
    bytesOf: async (vault, id) => held.get(id) ?? (vault ? await readUploadBytes(vault, id) : undefined),
    hold: (id, bytes) => void held.set(id, bytes),
    isHeld: (id) => held.has(id),
    drop,
    async forget(vault, id) {
      drop(id)
      if (vault) await forgetUpload(vault, id)
    },
  }
}
