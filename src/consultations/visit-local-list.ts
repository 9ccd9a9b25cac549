// Which visits this phone has something of: for the offline page and the sign-out. Small, as it is kept by every phone; the rest comes with its pages.
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { dateOf, dateTime } from '#client/ui/format.ts'
import { registerLocalWork, type LocalWork } from '#client/ui/local-work.ts'
import { countWork, listKept, readCopy, readWork, workPrefix } from './visit-kept.ts'

/** Set while something waits to be sent: the next page opened here sends it, whichever it is. */
export const waitingFlag = 'zqt.visits-waiting'

const title = '进企业服务'

let isRegistered = false
export function registerVisits(): void {
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
    return locked > 0 ? [{ title, detail: `${locked} 次服务的记录，加密存在本机，连上网自动打开、接着传`, unsent: locked }] : []
  }
  const works = await Promise.all((await listKept(mine)).map((id) => workOf(mine, id)))
  return works.filter((work) => work !== null)
}

/** What waits, and what is still to come: a visit that is over and sent is nothing to go on with. */
async function workOf(vault: Vault, id: string): Promise<LocalWork | null> {
  const [copy, work] = await Promise.all([readCopy(vault, id), readWork(vault, id)])
  const unsent = countWork(work)
  if (unsent === 0 && (!copy || dateOf(copy.booking.endsAt) < dateOf(Date.now()))) return null
  const about = copy ? `${copy.booking.firmName}，${dateTime(copy.booking.startsAt)}` : title
  const detail = unsent > 0 ? `${unsent} 处还没传到服务器` : '存在本机，没有网也能看、能写记录'
  return { title: about, detail, to: `/consultations/visits/${id}`, unsent }
}

async function countLocked(): Promise<number> {
  const { namesOfAnybody } = await import('#client/accounts/local-vault.ts')
  return (await namesOfAnybody()).filter((name) => name.includes(`/${workPrefix}`)).length
}
