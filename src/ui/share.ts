import { sayDone } from './toast.ts'

/** The phone's own sharing where there is one, else the address is copied (WeChat and desktop). `search`: what the address says besides, e.g. `?from=link`. */
export async function sharePage(title: string, search = ''): Promise<void> {
  const url = location.origin + location.pathname + search
  if (navigator.share) {
    await navigator.share({ title, url }).catch((error: unknown) => {
      // Closing the sheet is not a failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error
    })
    return
  }
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(`${title} ${url}`)
    await sayDone('网址已复制，去微信里粘贴')
    return
  }
  await sayDone(url)
}
