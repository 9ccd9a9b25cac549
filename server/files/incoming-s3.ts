// Unfinished uploads in a bucket: every piece is an object of its own named by where it begins and ends, so any process goes on where another stopped, and a piece sent twice changes nothing.
import type { Readable } from 'node:stream'
import type { Bucket } from './bucket.ts'
import { assertUploadId, type IncomingUploads } from './incoming.ts'

export const incomingPrefix = 'uploads/'
/** A longer stretch of one request is kept in pieces of this size; a process that dies loses less than one, and none that was acknowledged. */
const pieceBytes = 1024 ** 2
/** So many pieces are put together into one: a line that breaks all the time, or somebody who sends single bytes. */
const mostPieces = 64
const atOnce = 8

interface Piece { key: string; start: number; end: number }

const place = (offset: number) => String(offset).padStart(12, '0')

function pieceOf(key: string): Piece[] {
  const match = /\/(\d{12})-(\d{12})$/.exec(key)
  return match ? [{ key, start: Number(match[1]), end: Number(match[2]) }] : []
}

/** Those that follow one another from the first byte on, the longest first: pieces of the same bytes may overlap, after a request that outlived its process's lease. */
export function chainOf(pieces: readonly Piece[]): Piece[] {
  const longest = new Map<number, Piece>()
  for (const piece of pieces) if (piece.end > (longest.get(piece.start)?.end ?? piece.start)) longest.set(piece.start, piece)
  const chain: Piece[] = []
  for (let next = longest.get(0); next; next = longest.get(next.end)) chain.push(next)
  return chain
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function inTurn<T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < things.length; from += atOnce) results.push(...(await Promise.all(things.slice(from, from + atOnce).map(work))))
  return results
}

export function openIncomingBucket(bucket: Bucket): IncomingUploads {
  const folderOf = (id: string) => `${incomingPrefix}${assertUploadId(id)}/`
  const begunAt = (id: string) => `${folderOf(id)}begun`

  async function look(id: string): Promise<{ isBegun: boolean; all: string[]; chain: Piece[] }> {
    const all = await bucket.list(folderOf(id))
    return { isBegun: all.includes(begunAt(id)), all, chain: chainOf(all.flatMap(pieceOf)) }
  }
  async function readChain(chain: readonly Piece[]): Promise<Buffer> {
    const parts = await inTurn(chain, async ({ key }) => {
      const stream = await bucket.get(key)
      if (!stream) throw Object.assign(new Error('the upload is gone'), { code: 'ENOENT' })
      return readAll(stream)
    })
    return Buffer.concat(parts)
  }
  async function keep(id: string, start: number, bytes: Uint8Array): Promise<void> {
    await bucket.put(`${folderOf(id)}${place(start)}-${place(start + bytes.byteLength)}`, bytes)
  }

  return {
    async begin(id) {
      await bucket.put(begunAt(id), new Uint8Array())
    },
    async arrived(id) {
      const { isBegun, chain } = await look(id)
      return isBegun ? (chain.at(-1)?.end ?? 0) : undefined
    },
    async append(id, offset, stream) {
      const { chain } = await look(id)
      if (chain.length >= mostPieces) await keep(id, 0, await readChain(chain))
      let [position, waiting, size]: [number, Uint8Array[], number] = [offset, [], 0]
      const flush = async () => {
        if (size === 0) return
        await keep(id, position, Buffer.concat(waiting))
        ;[position, waiting, size] = [position + size, [], 0]
      }
      try {
        for await (const chunk of stream) {
          const bytes: Uint8Array = chunk
          waiting.push(bytes)
          size += bytes.byteLength
          if (size >= pieceBytes) await flush()
        }
      } catch (error) {
        // What a cut connection left counts too. A bucket that does not answer is not asked again.
        if (stream.errored) await flush()
        throw error
      }
      await flush()
      return position
    },
    read: async (id) => readChain((await look(id)).chain),
    async forget(id) {
      // Its mark last: what is left of a forgetting that broke off is found again.
      const all = await bucket.list(folderOf(id))
      await inTurn(all.filter((key) => key !== begunAt(id)), (key) => bucket.remove(key))
      if (all.includes(begunAt(id))) await bucket.remove(begunAt(id))
    },
    list: () => bucket.listFolders(incomingPrefix),
  }
}
