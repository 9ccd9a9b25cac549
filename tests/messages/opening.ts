// Opens the links of messages as whoever got them (pitfall C26).
import { expect } from 'vitest'
import type { MessageKind } from '#server/messages/texts.ts'
import type { Client } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { toldBy } from '../support/told.ts'
import { linkShapes, type LinkShape, type PageName } from './link-shapes.ts'

export interface Reader { client: Client; duty: 'officer' | 'administrator' | 'expert' | 'bank' | null }
/** What a page asks for first, by its name (that it is a page of the application stands in links.dom.test.ts). */
export type PageReads = Partial<Record<PageName, (client: Client, params: { id: string }, query: Record<string, string>) => Promise<{ status: number }>>>
interface Opening {
  test: Pick<TestApp, 'db' | 'deps'>
  /** By account. */
  readers: ReadonlyMap<string, Reader>
  reads: PageReads
  /** Occasions that were there. */
  seen: Set<MessageKind>
}

function isFor(shape: LinkShape, duty: Reader['duty']): boolean {
  if (shape.for === 'anybody') return true
  if (shape.for === 'reviewers') return duty === 'officer' || duty === 'expert'
  return duty !== null && `${duty}s` === shape.for
}

/** Does the deed, then opens every link it told anybody known here. */
export async function opensFor({ test, readers, reads, seen }: Opening, deed: () => Promise<unknown>): Promise<void> {
  for (const { accountId, kind, link } of await toldBy(test, deed)) {
    const reader = readers.get(accountId)
    if (!reader) continue
    seen.add(kind)
    if (link === null) continue
    const [path = '', query = ''] = link.split('?')
    const shape = linkShapes.find((one) => one.path.test(path))
    expect(shape, `${kind}: ${link}`).toBeDefined()
    if (!shape) continue
    expect(isFor(shape, reader.duty), `${kind}: ${link} is a page of ${shape.for}`).toBe(true)
    const opened = await reads[shape.page]?.(reader.client, { id: shape.path.exec(path)?.[1] ?? '' }, Object.fromEntries(new URLSearchParams(query)))
    expect(opened?.status, `${kind}: ${link}`).toBe(200)
  }
}
