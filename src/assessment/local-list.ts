// Which assessments this phone has something of: for the offline page and the sign-out. Small, as it is kept by every phone; the rest comes with its pages.
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { countChanges, listKept, readAll, waitingNames } from './local-record.ts'

/** Set while something waits to be sent: the next page opened here sends it, whichever it is. */
export const waitingFlag = 'zqt.assessment-waiting'

/** Of what waits, photos among it, in the person's vault. */
export const waitingPrefixes = ['assessment.answer.', 'assessment.changes.', 'upload/']

const title = '贯标自评'

let isRegistered = false
export function registerLocalList(): void {
  if (isRegistered) return
  isRegistered = true
  registerLocalWork(() => {
    const userId = useSessionStore().me?.id
    return listLocal(userId ? openMyVault(userId) : null)
  })
}

/** `vault` null: nobody is known here; then it is only counted. */
async function listLocal(vault: Promise<Vault> | null): Promise<LocalWork[]> {
  const mine = await vault?.catch(() => null)
  if (!mine) {
    const locked = await countLocked().catch(() => 0)
    return locked > 0 ? [{ title, detail: `${locked} 处，加密存在本机，连上网自动打开、接着传`, unsent: locked }] : []
  }
  return Promise.all((await listKept(mine)).map((id) => workOf(mine, id)))
}

async function workOf(vault: Vault, id: string): Promise<LocalWork> {
  const { answers, changes } = await readAll(vault, id)
  const unsent = answers.filter(({ sent }) => !sent).length + countChanges(changes)
  const detail = unsent > 0 ? `${unsent} 处还没传到服务器` : '存在本机，没有网也能接着答'
  return { title, detail, to: `/assessment/${id}`, unsent }
}

async function countLocked(): Promise<number> {
  const { namesOfAnybody } = await import('#client/accounts/local-vault.ts')
  return (await namesOfAnybody()).filter((name) => waitingNames.some((part) => name.includes(part))).length
}
