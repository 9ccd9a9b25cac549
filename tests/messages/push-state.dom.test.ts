// Where pushes can work and where words stand in place of the button.
import { describe, expect, it, vi } from 'vitest'

vi.mock('axios', () => ({ default: {} }))
const { obstacleOf } = await import('#client/messages/push.ts')

const chrome = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1'
const ipad = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15'

describe('pushes', () => {
  it.each([
    ['a browser that has them', { agent: chrome, touchPoints: 5, isStandalone: false, hasPush: true }, null],
    ['WeChat, even where its web view has them', { agent: `${chrome} MicroMessenger/8.0.49`, touchPoints: 5, isStandalone: false, hasPush: true }, 'wechat'],
    ['an iPhone in Safari', { agent: iphone, touchPoints: 5, isStandalone: false, hasPush: false }, 'ios'],
    ['an iPad that says it is a Mac', { agent: ipad, touchPoints: 5, isStandalone: false, hasPush: false }, 'ios'],
    ['a Mac', { agent: ipad, touchPoints: 0, isStandalone: false, hasPush: false }, 'none'],
    ['an iPhone from the home screen', { agent: iphone, touchPoints: 5, isStandalone: true, hasPush: true }, null],
    ['an old iPhone from the home screen', { agent: iphone, touchPoints: 5, isStandalone: true, hasPush: false }, 'none'],
  ])('in %s', (_name, surroundings, expected) => {
    expect(obstacleOf(surroundings)).toBe(expected)
  })
})
