// What of a request is kept on this phone, encrypted for its person, until the server has it.
import { openMyVault } from '#client/accounts/my-vault.ts'
import type { UnsentChanges } from '#client/ui/field-merge.ts'
import { underLock } from '#client/ui/tab-channel.ts'

const prefix = 'financing/request/'

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function toChanges(value: unknown): UnsentChanges {
  return isObject(value) && isObject(value.base) && isObject(value.changes)
    ? { base: value.base, changes: value.changes }
    : { base: {}, changes: {} }
}

/** Rejects with ApiError while the person's key cannot be had. */
export async function readUnsent(userId: string, id: string): Promise<UnsentChanges> {
  return toChanges(await (await openMyVault(userId)).get(prefix + id))
}

/** Two tabs share one record: `touched` are the fields this one has changed, the others stay as they are there. Resolves to true when the phone really keeps it. */
export async function writeUnsent(userId: string, id: string, unsent: UnsentChanges, touched: ReadonlySet<string>): Promise<boolean> {
  const vault = await openMyVault(userId)
  return underLock(`zqt.financing.${id}`, async () => {
    const { base, changes } = toChanges(await vault.get(prefix + id))
    for (const name of touched) {
      delete base[name]
      delete changes[name]
      if (!(name in unsent.changes)) continue
      base[name] = unsent.base[name]
      changes[name] = unsent.changes[name]
    }
    // What a page holds may be reactive; what is kept is plain.
    if (Object.keys(changes).length === 0) await vault.remove(prefix + id)
    else await vault.put(prefix + id, JSON.parse(JSON.stringify({ base, changes })))
    return vault.isPersistent
  })
}

export async function dropUnsent(userId: string, id: string): Promise<void> {
  await (await openMyVault(userId)).remove(prefix + id)
}

/** Requests with something unsent on this phone, and how much. */
export async function listUnsent(userId: string): Promise<{ id: string; count: number }[]> {
  const vault = await openMyVault(userId)
  const names = await vault.names(prefix)
  const all = await Promise.all(
    names.map(async (name) => ({ id: name.slice(prefix.length), count: Object.keys(toChanges(await vault.get(name)).changes).length })),
  )
  return all.filter(({ count }) => count > 0)
}
