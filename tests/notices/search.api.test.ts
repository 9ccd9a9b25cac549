// The list and its search as people use them, on both databases.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listNotices } from '#contract/notices/endpoints.ts'
import type { NoticesQuery } from '#contract/notices/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aLiveNotice, withdraw } from './live-notices.ts'
import { withoutSamples } from './without-samples.ts'

let test: TestApp
let saved: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await withoutSamples(test)
  await aLiveNotice(test, 'pledge', { title: '专利权质押贷款贴息申报', documentNumber: '桓市监字〔２０２６〕18 号', issuer: '桓台县市场监督管理局', category: 'notice', programmeIds: ['P01'], body: [{ table: [['险种', '保什么'], ['执行险', '律师费用']] }] }, { publishedOn: '2026-11-02' })
  await aLiveNotice(test, 'brand', { title: '商标品牌指导站名单', issuer: '桓台县市场监督管理局', category: 'guide', interpretation: [{ list: ['先看 GB/T 29490'] }], body: [{ paragraph: '𠮷野与㛃，名字都要找得到' }] }, { publishedOn: '2026-11-03' })
  saved = await test.snapshot()
})
afterAll(() => test.close())
const list = async (query: NoticesQuery) => (await test.client().call(listNotices, { query })).body
const ids = async (query: NoticesQuery) => (await list(query)).items.map(({ id }) => id).filter((id) => ['pledge', 'brand'].includes(id))

describe('a search of notices', () => {
  it.each<[string, string, string[]]>([
    ['two signs', '质押', ['pledge']], ['words of a table', '律师费', ['pledge']], ['words of the interpretation', 'gb/t 294', ['brand']], ['several words', '贴息 专利', ['pledge']], ['one sign', '押', ['pledge']],
    ['a document number', '桓市监字〔2026〕18号', ['pledge']], ['digits in another width', '２０２６', ['pledge']], ['the issuer', '桓台县市场监督', ['brand', 'pledge']], ['rare signs', '𠮷野', ['brand']], ['Latin as it is written', 'GB', ['brand']],
  ])('finds %s', async (_, q, found) => expect(await ids({ q })).toEqual(found))

  it.each<[string, string]>([['a word that is not there', '保险柜'], ['one of two words', '贴息 保险柜'], ['the end of a word', '490'], ['only blanks', '〔〕 ']])('does not find %s', async (_, q) => expect(await ids({ q })).toEqual([]))

  it('takes blanks alone for nothing typed', async () => expect((await list({ q: '  ' })).total).toBe((await list({})).total))

  it.each<[string, string]>([
    ['<script>', 'script'], ['"><svg onload>', 'svg onload'], ['{{7*7}}', '7'], ['${jndi}', 'jndi'], ["' OR 1=1--", 'or 1'], ["%' ; DROP", 'drop'], ['%', '无此词'], ['_', '无此词'], ['"', '无此词'], ['*', '无此词'], ['-', '无此词'], ['"质押', '质押'], ['质押*', '质押'],
    ['NEAR(质押 贴息)', 'near 质押 贴息'], ['terms:质押', 'terms 质押'], ['质押 NOT 贴息', '质押 not 贴息'], ['^质押', '质押'], ['=cmd|', 'cmd'], ['👨‍👩‍👧', '无此词'], ['\u202e', '无此词'], ['\u200b质押', '质押'], ['\ufeff', ''], ["'质押' | '保险'", '质押 保险'], ['质押:*', '质押'], ['!质押', '质押'],
    ['质押 <-> 贴息', '质押 贴息'], ['\\', '无此词'], ['\ue010706f6c696379', '706f6c696379'], ['\ue000质押\ue001', '质押'],
  ])('takes %j for words, not for a command', async (q, words) => {
    const [asTyped, plain] = [await list({ q }), await list({ q: words })]
    expect(asTyped.items.map(({ id }) => id)).toEqual(plain.items.map(({ id }) => id))
  })

  it('marks what was found in the title and around it', async () => {
    const item = (await list({ q: '质押' })).items.find(({ id }) => id === 'pledge')
    expect([item?.markedTitle, item?.excerpt.includes('\ue000质押\ue001')]).toEqual(['专利权\ue000质押\ue001贷款贴息申报', true])
  })

  it('finds no more what was taken back, and what was corrected by its new words only', async () => {
    await withdraw(test, 'brand')
    await aLiveNotice(test, 'pledge', { title: '保证保险贴补申报' })
    expect([await ids({ q: '指导站' }), await ids({ q: '质押' }), await ids({ q: '保证保险' })]).toEqual([[], [], ['pledge']])
    await saved.restore()
  })
})

describe('the list of notices', () => {
  it.each<[string, NoticesQuery, string[]]>([
    ['a category', { category: 'guide' }, ['brand']], ['an issuer', { issuer: '桓台县市场监督管理局' }, ['brand', 'pledge']], ['a scheme', { programmeId: 'P01' }, ['pledge']], ['an issuer and a category', { issuer: '桓台县市场监督管理局', category: 'notice' }, ['pledge']],
    ['a scheme and a word', { programmeId: 'P01', q: '质押' }, ['pledge']], ['a category and a word that others have', { category: 'guide', q: '质押' }, []], ['a category nobody has', { category: 'none' }, []], ['part of an issuer', { issuer: '桓台县' }, []],
  ])('keeps to %s', async (_, query, found) => expect(await ids(query)).toEqual(found))

  it('has the newest first and goes on where the last page ended, whatever came or went', async () => {
    for (let index = 0; index < 45; index += 1) await aLiveNotice(test, `n${String(index).padStart(2, '0')}`, { title: `连续的通知 ${index}`, category: 'notice' })
    for (const query of [{ q: '连续' }, { category: 'notice' }, { q: '连续', category: 'notice' }, {}]) {
      const first = await list({ ...query, limit: 20 })
      const second = await list({ ...query, cursor: first.next, limit: 20 })
      expect([first.items[0]?.id, second.items[0]?.id, first.items.length, second.items.length], JSON.stringify(query)).toEqual(['n44', 'n24', 20, 20])
    }
    const first = await list({ q: '连续', limit: 20 })
    await aLiveNotice(test, 'newer', { title: '连续的通知，更新的' })
    await withdraw(test, 'n25')
    await withdraw(test, 'n10')
    const second = await list({ q: '连续', cursor: first.next, limit: 20 })
    const third = await list({ q: '连续', cursor: second.next, limit: 20 })
    const seen = [...first.items, ...second.items, ...third.items].map(({ id }) => id)
    expect([seen.length, new Set(seen).size, seen.includes('newer'), third.next]).toEqual([44, 44, false, undefined])
    await saved.restore()
  })

  it('counts to a hundred and says when there is more', async () => {
    for (let index = 0; index < 101; index += 1) {
      await aLiveNotice(test, `h${index}`, { title: '甲乙丙丁' })
      if (index === 99) expect(await list({ q: '乙丙' })).toMatchObject({ total: 100, isMore: false })
    }
    expect(await list({ q: '乙丙' })).toMatchObject({ total: 100, isMore: true })
    await saved.restore()
  })
})
