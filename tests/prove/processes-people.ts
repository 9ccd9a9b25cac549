// People who go on working while processes are killed and the database falls over: whoever hears 502 or 503, or nothing, asks what came of it and tries again, as a phone does.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { getMe } from '#contract/accounts/endpoints.ts'
import { createBooking, holdSlot } from '#contract/consultations/endpoints.ts'
import { getFile, getFileInfo, uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { streamUnread } from '#contract/messages/endpoints.ts'
import { getApplication } from '#contract/subsidies/endpoints.ts'
import { slotIdOf } from '#server/consultations/slot-id.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { createClient, type Client, type Reply, type Send } from '../support/api-client.ts'
import { aPhone } from '../support/builders.ts'
import { beginUpload, chunkHeaders, tus } from '../support/upload.ts'
import { topic, type Slot } from './booking-clients.ts'
import { saveOnce, settle, submitOnce, Surprise, type Saver, type Submitter } from './people.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Every answer, with the instant it came. */
export interface Heard { at: number; status: number; what: string }

/** `send`, whose answers are written down; a broken connection counts as 502. */
export function hearing(send: Send, heard: Heard[]): Send {
  return async (sent) => {
    const note = (status: number) => heard.push({ at: performance.now(), status, what: `${sent.method} ${sent.url.split('?')[0] ?? ''}` })
    try {
      const received = await send(sent)
      note(received.status)
      return received
    } catch {
      note(502)
      return { status: 502, headers: {}, setCookie: [], bytes: new Uint8Array() }
    }
  }
}

const isRough = (status: number) => status === 502 || status === 503

/** Again until somebody answers; for what may be repeated. */
export async function patiently<T>(call: () => Promise<Reply<T>>): Promise<Reply<T>> {
  for (let tries = 0; ; tries += 1) {
    const reply = await call()
    if (!isRough(reply.status) || tries > 100) return reply
    await pause(50 + Math.random() * 150)
  }
}

function isAboutRoughness(error: unknown): boolean {
  return error instanceof Surprise && /: 50[23]\b/.test(error.message)
}

/** Saves with If-Match; what had no answer is looked up, never guessed. */
export async function saveThrough(saver: Saver): Promise<void> {
  try {
    await saveOnce(saver)
  } catch (error) {
    if (!isAboutRoughness(error)) throw error
    const { body } = await patiently(() => saver.draft.client.call(getApplication, { params: { id: saver.draft.id } }))
    if (saver.unknown && body.version === saver.unknown.version) saver.acknowledged = saver.unknown
    saver.unknown = undefined
  }
}

/** Submits and withdraws; what had no answer is sent again under its key. */
export async function submitThrough(submitter: Submitter): Promise<void> {
  try {
    if (submitter.unknown) await settle(submitter)
    else await submitOnce(submitter)
  } catch (error) {
    if (!isAboutRoughness(error)) throw error
    await pause(100)
  }
}

export interface SentFile { id: string; client: Client; sha256: string; resumed: number }

/** A PDF in chunks, every one at whichever process has its turn; after trouble it asks how far it came. Resolves once the file is stored. */
export async function uploadThrough(client: Client, firmId: string, size: number): Promise<SentFile> {
  const bytes = aPdf({ extra: [`<< /Length ${size} >>\nstream\n${randomBytes(size).toString('latin1')}\nendstream`] })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const begin = async (): Promise<string> => {
    for (;;) {
      try {
        return await beginUpload(client, { size: bytes.length, type: 'application/pdf', firmId, purpose: 'paper' })
      } catch (error) {
        if (!/: 50[23]\b/.test(String(error))) throw error
        await pause(100)
      }
    }
  }
  const id = await begin()
  let [offset, resumed] = [0, 0]
  while (offset < bytes.length) {
    const end = Math.min(offset + fileLimits.chunkBytes, bytes.length)
    const sent = await client.request('PATCH', `${uploadBase}/${id}`, { headers: chunkHeaders(offset), body: bytes.subarray(offset, end) })
    if (sent.status === 204) {
      offset = end
      continue
    }
    if (!isRough(sent.status) && sent.status !== 409 && sent.status !== 423) throw new Surprise(`upload: ${sent.status} ${JSON.stringify(sent.error)}`)
    resumed += 1
    await pause(100)
    const asked = await patiently(() => client.request('HEAD', `${uploadBase}/${id}`, { headers: tus }))
    // Another process may hold it still: a phone asks again.
    if (asked.status === 423) continue
    if (asked.status !== 200) throw new Surprise(`how far: ${asked.status}`)
    // What was acknowledged is never taken back.
    if (Number(asked.headers['upload-offset']) < offset) throw new Surprise(`upload ${id} went back from ${offset} to ${asked.headers['upload-offset']}`)
    offset = Number(asked.headers['upload-offset'])
  }
  return { id, client, sha256, resumed }
}

export async function filesNotEqual(files: readonly SentFile[]): Promise<string[]> {
  const problems: string[] = []
  for (const { id, client, sha256 } of files) {
    const { body: info } = await patiently(() => client.call(getFileInfo, { params: { id } }))
    const { bytes, status } = await patiently(() => client.call(getFile, { params: { id } }))
    const found = createHash('sha256').update(bytes).digest('hex')
    if (status !== 200 || info.sentSha256 !== sha256 || found !== sha256) problems.push(`file ${id}: ${status}, sent ${sha256.slice(0, 8)}, found ${found.slice(0, 8)}`)
  }
  return problems
}

export interface Booked { id: string; key: string; firm: number }

/** Holds a time and claims it; both as often as it takes. Undefined where another was faster. */
export async function bookThrough(client: Client, firm: number, firmId: string, slot: Slot): Promise<Booked | undefined> {
  const held = await patiently(() => client.call(holdSlot, { body: { firmId, slotId: slotIdOf({ ...slot, way: 'phone', topic }) } }))
  if (held.status >= 300) return undefined
  const key = randomUUID()
  const body = { firmId, topic, way: 'phone' as const, description: '想知道能不能申请', holdId: held.body.holdId }
  const booked = await patiently(() => client.call(createBooking, { body, key }))
  if (booked.status !== 201 && booked.status !== 200) return undefined
  return { id: booked.body.id, key, firm }
}

/** Signs in and is known at every process. */
export async function signInThrough(send: Send, origin: string, person: number, everywhere: readonly string[]): Promise<string[]> {
  const client = createClient(send, origin)
  for (;;) {
    try {
      await client.signIn(aPhone(person))
      break
    } catch (error) {
      if (!/: 50[23]\b/.test(String(error))) throw error
      await pause(600) // a code a minute a number: the same person tries the code again, another one asks
      person += 1_000
    }
  }
  const problems: string[] = []
  for (const url of everywhere) {
    const reply = await fetch(url + getMe.path, { headers: { cookie: client.cookie() } }).catch(() => undefined)
    if (reply && reply.status !== 200 && !isRough(reply.status)) problems.push(`the session of ${person} is not known at ${url}: ${reply.status}`)
  }
  return problems
}

export interface Listener { accountId: string; client: Client; /** Unread messages the page shows. */ shown: number; /** When each number was shown first. */ shownAt: Map<number, number>; reconnects: number; stop(): void }

/** A page that is open: reads the stream and comes back whenever it ends. */
export function listen(url: string, accountId: string, client: Client): Listener {
  const leaving = new AbortController()
  const listener: Listener = { accountId, client, shown: 0, shownAt: new Map(), reconnects: -1, stop: () => leaving.abort() }
  async function read(): Promise<void> {
    const reply = await fetch(url + streamUnread.path, { headers: { accept: 'text/event-stream', cookie: client.cookie() }, signal: leaving.signal })
    if (!reply.ok || !reply.body) throw new Error(`stream: ${reply.status}`)
    let text = ''
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (const [, json = ''] of text.matchAll(/data: (\{"unread":\d+\})\n\n/g)) {
        listener.shown = (JSON.parse(json) as { unread: number }).unread
        if (!listener.shownAt.has(listener.shown)) listener.shownAt.set(listener.shown, performance.now())
      }
      text = text.slice(text.lastIndexOf('\n\n') + 2)
    }
  }
  void (async () => {
    while (!leaving.signal.aborted) {
      listener.reconnects += 1
      await read().catch(() => undefined)
      await pause(200)
    }
  })()
  return listener
}
