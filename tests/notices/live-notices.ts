// Notices straight into the database, as they stand once two officers have published them, for tests of what readers see.
import { randomUUID } from 'node:crypto'
import { everybody } from '#contract/notices/audience.ts'
import type { AudienceReason } from '#contract/notices/audience-schema.ts'
import type { NoticeText } from '#contract/notices/desk-schema.ts'
import { hashOfText, putLive, takeDown } from '#server/notices/live.ts'
import type { TestApp } from '../support/app.ts'

export const noticeText = (over: Partial<NoticeText> = {}): NoticeText => ({
  title: '贯标补助开始申报', documentNumber: null, issuer: '县市场监管局', category: 'notice', writtenOn: null, validTo: null, sourceUrl: null, points: ['能补一笔'], facts: { who: null, until: null, amount: null, how: null },
  body: [{ paragraph: '正文' }], interpretation: [], deadlines: [], programmeIds: [], source: '测试', attachments: [], ...over,
})

/** In force at the test's hour; a second call with the same id is its correction. */
export async function aLiveNotice(test: TestApp, id: string, over: Partial<NoticeText> = {}, { publishedOn, tells = false, note = tells ? '改了' : '' }: { publishedOn?: string; tells?: boolean; note?: string } = {}): Promise<void> {
  const { deps } = test
  const at = deps.clock.now()
  const text = JSON.stringify(noticeText(over))
  await deps.commands.run(async (tx) => {
    await tx.insertInto('notices').values({
      id, origin: 'desk', state: 'unpublished', position: null, live_number: null, last_number: 0, title: '', document_number: null, issuer: '', category: '', written_on: null, published_on: null, valid_to: null, point: '', words: '',
      published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: null, created_at: at,
    }).onConflict((conflict) => conflict.doNothing()).execute()
    const notice = await tx.updateTable('notices').set((eb) => ({ last_number: eb('last_number', '+', 1) })).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
    const version = await tx.insertInto('notice_versions').values({
      id: randomUUID(), notice_id: id, number: notice.last_number, origin: 'desk', state: 'proposed', text, audience: JSON.stringify(everybody), hash: hashOfText(text), change_note: note, tells_readers: tells ? 1 : 0, revision: 1,
      saved_by: null, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: null, publish_at: null, sent_back_by: null, sent_back_reason: null,
    }).returningAll().executeTakeFirstOrThrow()
    await putLive(tx, { kind: deps.databaseKind, notice, version, at, by: null, ...(publishedOn ? { publishedOn } : {}) })
  })
}

/** The firm was told of it. */
export async function toldTo(test: TestApp, noticeId: string, firmId: string, reasons: AudienceReason[]): Promise<void> {
  await test.deps.commands.run((tx) => tx.insertInto('notice_targets').values({ notice_id: noticeId, firm_id: firmId, reasons: JSON.stringify(reasons), at: test.clock.now() }).execute())
}

export async function withdraw(test: TestApp, noticeId: string, reason = '数字有误'): Promise<void> {
  const { deps } = test
  await deps.commands.run(async (tx) => {
    const notice = await tx.selectFrom('notices').selectAll().where('id', '=', noticeId).executeTakeFirstOrThrow()
    await takeDown(tx, { kind: deps.databaseKind, notice, at: test.clock.now(), by: null, reason })
  })
}
