// Two tabs of one person: one sends at a time, and each hears what the other saved. Where the phone has no locks or channels, If-Match alone guards.

/** Runs alone among the tabs of this origin. */
export async function underLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  return locks ? locks.request(name, run) : run()
}

export interface TabChannel {
  /** Tells the other tabs that there is news of this one. */
  announce(id: string): void
  close(): void
}

/** `name`: whose news, e.g. zqt.subsidies.drafts. */
export function openTabChannel(name: string, onNews: (id: string) => void): TabChannel {
  if (typeof BroadcastChannel === 'undefined') return { announce: () => undefined, close: () => undefined }
  const channel = new BroadcastChannel(name)
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') onNews(event.data)
  }
  return { announce: (id) => channel.postMessage(id), close: () => channel.close() }
}
