// What of the uploads is kept on this phone, for the page that is shown without a network.
import type { LocalWork } from '#client/ui/local-work.ts'
import type { UploadItem } from './upload-item.ts'
import { countLockedUploads } from './upload-record.ts'

const title = '没传完的材料'

/** Without the person's key they can only be counted. */
export async function listLockedWork(): Promise<LocalWork[]> {
  const count = await countLockedUploads().catch(() => 0)
  return count > 0 ? [{ title, detail: `${count} 份，加密存在本机，连上网自动打开、接着传`, unsent: count }] : []
}

export function listUploadWork(items: readonly UploadItem[]): LocalWork[] {
  const open = items.filter((item) => item.state !== 'failed')
  const [first] = open
  if (!first) return []
  const asking = open.filter((item) => item.state === 'coaching').length
  const detail = `${open.length} 份，${asking > 0 ? `其中 ${asking} 张照片等您看一眼` : '连上网接着传'}`
  return [{ title, detail, to: first.record.page, unsent: open.length }]
}
