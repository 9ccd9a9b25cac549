import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ChannelContent } from '#contract/messages/content-schema.ts'
import { channelProblems } from '#server/content/channel-checks.ts'

const content = JSON.parse(readFileSync('content/huantai/channels.json', 'utf8')) as ChannelContent

describe('channels.json', () => {
  it('of the county is right', () => {
    expect(channelProblems(content)).toEqual([])
  })

  it.each([
    [{ sentence: '{firm}有消息' }, 'sentence: {firm}: nothing fills this placeholder'],
    [{ digestSentence: '{count} 条' }, 'digestSentence: {count}: nothing fills this placeholder'],
    [{ digestAt: '21:00' }, 'digestAt: lies in the quiet hours'],
    [{ quietHours: { from: '08:00', to: '08:00' } }, 'quietHours: from and to are the same'],
    [{ email: { ...content.email, codeText: '没有码' } }, 'email.codeText: has no {code}'],
  ])('with %j is named', (change, problem) => {
    expect(channelProblems({ ...content, ...change })).toContain(problem)
  })
})
