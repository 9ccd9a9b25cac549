// A server that speaks tus, in memory, in place of tus-js-client: what it has outlives the page, and its line can be cut.
export interface FakeServer {
  /** Bytes per upload id. */
  received: Map<string, number>
  /** Requests that were made, e.g. "POST", "HEAD u1", "PATCH u1 100". */
  log: string[]
  metadata: Record<string, string>[]
  /** Cuts the line when this many bytes of the next file are there; once. */
  cutAt: number | null
  isOffline: boolean
  /** Refuses the next last byte with this. */
  refusal: { status: number; code: string } | null
  /** Holds the answer to the last byte until told. */
  hold: Promise<void> | null
}

export const server: FakeServer = { received: new Map(), log: [], metadata: [], cutAt: null, isOffline: false, refusal: null, hold: null }
export function resetServer(): void {
  server.received.clear()
  Object.assign(server, { log: [], metadata: [], cutAt: null, isOffline: false, refusal: null, hold: null })
}

interface Options {
  uploadUrl: string | null
  chunkSize: number
  metadata: Record<string, string>
  onUploadUrlAvailable(): void
  onProgress(sent: number): void
  onSuccess(): void
  onError(error: Error): void
}

function failure(status: number, code = ''): Error {
  const originalResponse = status === 0 ? null : { getStatus: () => status, getBody: () => JSON.stringify({ code, requestId: 'r' }) }
  return Object.assign(new Error('tus'), { originalResponse })
}

export class Upload {
  url: string | null = null
  #stopped = false
  readonly #file: Blob
  readonly #options: Options

  constructor(file: Blob, options: Options) {
    this.#file = file
    this.#options = options
  }

  async abort(): Promise<void> {
    this.#stopped = true
  }

  start(): void {
    void this.#run().catch((error: unknown) => this.#options.onError(error instanceof Error ? error : new Error('failed')))
  }

  async #run(): Promise<void> {
    if (server.isOffline) throw failure(0)
    const known = this.#options.uploadUrl?.split('/').at(-1)
    const id = known && server.received.has(known) ? known : `u${server.received.size + 1}`
    if (known === id) server.log.push(`HEAD ${id}`)
    else {
      server.log.push('POST')
      server.metadata.push(this.#options.metadata)
      server.received.set(id, 0)
    }
    this.url = `/api/files/${id}`
    this.#options.onUploadUrlAvailable()
    for (let at = server.received.get(id) ?? 0; at < this.#file.size; at = server.received.get(id) ?? 0) {
      const end = Math.min(at + this.#options.chunkSize, this.#file.size, server.cutAt ?? Number.POSITIVE_INFINITY)
      server.log.push(`PATCH ${id} ${at}`)
      server.received.set(id, end)
      this.#options.onProgress(end)
      await Promise.resolve()
      if (this.#stopped) return
      if (end === server.cutAt) {
        server.cutAt = null
        server.isOffline = true
        throw failure(0)
      }
    }
    await server.hold
    if (server.refusal) {
      const { status, code } = server.refusal
      server.refusal = null
      throw failure(status, code)
    }
    this.#options.onSuccess()
  }
}
