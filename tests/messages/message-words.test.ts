import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { renderMessage } from '#server/messages/texts.ts'

describe('a sentence of a message', () => {
  it('has one full stop where the reason brought its own', () => {
    const { messages } = loadContent('content/huantai', { demo: true })
    const values = { number: 'HT2026-JL-0001', title: '县级配套奖励', firm: '甲企业', reason: '不在支持范围。' }
    expect(renderMessage({ messages }, 'case.refused', values).body).toContain('理由：不在支持范围。')
    expect(renderMessage({ messages }, 'case.refused', values).body).not.toContain('。。')
    expect(renderMessage({ messages }, 'case.refused', { ...values, reason: '不在支持范围' }).body).toContain('理由：不在支持范围。')
  })
})
