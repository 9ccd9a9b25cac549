import { describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import type { DeskNotice, OpenVersion } from '#contract/notices/desk-schema.ts'
import { deedWords } from '#client/notices/desk-deeds.ts'
import { aNotice } from './desk-text.ts'

const sending = (kind: 'first' | 'correction', number: number, people: number) => ({ kind, number, people, firms: 1, state: 'done' as const, startedAt: '', endedAt: '' })
const some = { ...everybody, everyone: false, towns: ['果里镇'] }
function standing(more: Partial<OpenVersion>, sendings = [sending('first', 1, 30), sending('first', 2, 12), sending('correction', 2, 99)]): Pick<DeskNotice, 'live' | 'open' | 'sendings'> {
  const open: OpenVersion = {
    number: 3, state: 'proposed', revision: 1, text: aNotice({}), audience: some, changeNote: '改了', tellsReaders: true, hands: [], proposedBy: null, publishAt: null, sentBack: null, savedBy: null, savedAt: '', problems: [], actions: [], files: [], ...more,
  }
  return { live: { number: 2, text: aNotice({}), audience: some }, open, sendings }
}
const follows = (...given: Parameters<typeof standing>) => deedWords('publish', standing(...given)).follows.join('')

describe('before a correction is published the desk reads who will hear of it', () => {
  it('those who were told the first time, by whichever version, and who read it', () => {
    expect(follows({})).toContain('收到过的 42 人和读过的人会收到更正消息。')
    expect(follows({ tellsReaders: false })).toContain('这次更正不发消息。')
  })

  it('and who is of its audience only now, also where it tells no reader', () => {
    expect(follows({ audience: everybody })).toContain('新符合的企业会收到首次通知')
    expect(follows({ audience: everybody, tellsReaders: false })).toContain('收到过和读过的人不会收到更正消息。发给谁也改了：新符合的企业会收到首次通知。')
    expect(follows({})).not.toContain('新符合')
  })

  it('nobody besides of a file’s notice, which was told to nobody', () => {
    expect(follows({ audience: everybody, tellsReaders: false }, [])).toContain('这次更正不发消息。')
  })
})
