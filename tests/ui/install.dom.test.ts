// The app for the home screen: offered after something was handed in, the way each phone can do it, and not again to whoever said no.
import { defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inAppOf, installWayOf, mayOfferInstall, declineInstall } from '#client/ui/install.ts'
import { fakeAxios, forgetAnswers, mountPage, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: (words: string) => Promise.resolve(said.push(words)) }))
const said: string[] = []

const android = 'Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1'
const ipad = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15'
const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36'
const harmony = 'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 ArkWeb/4.1 Mobile HuaweiBrowser/5.1'

describe('the way onto the home screen', () => {
  const around = { agent: android, touchPoints: 5, isStandalone: false, hasPrompt: false }
  it.each([
    ['Chrome on Android that offers it', { hasPrompt: true }, 'prompt'],
    ['a phone\'s own browser', {}, 'menu'],
    ['HarmonyOS', { agent: harmony }, 'menu'],
    ['QQ浏览器, which is a browser', { agent: `${android} MQQBrowser/15.1` }, 'menu'],
    ['Safari on an iPhone', { agent: iphone }, 'ios'],
    ['Chrome on an iPhone', { agent: iphone.replace('Version/17.5', 'CriOS/126.0') }, 'ios'],
    ['an iPad that says it is a Mac', { agent: ipad }, 'ios'],
    ['a Mac', { agent: ipad, touchPoints: 0 }, 'desktop'],
    ['Chrome on Windows that offers it', { agent: desktop, touchPoints: 0, hasPrompt: true }, 'prompt'],
    ['Firefox on Windows', { agent: desktop, touchPoints: 0 }, 'desktop'],
    ['the home screen', { isStandalone: true, hasPrompt: true }, 'installed'],
    ['the home screen of an iPhone', { agent: iphone, isStandalone: true }, 'installed'],
  ])('%s', (_name, difference, way) => {
    expect(installWayOf({ ...around, ...difference })).toBe(way)
  })

  it.each([
    ['微信', 'MicroMessenger/8.0.49'], ['企业微信', 'wxwork/4.1 MicroMessenger/7.0'], ['钉钉', 'AliApp(DingTalk/7.5)'], ['支付宝', 'AlipayClient/10.6'], ['微博', 'Weibo (iPhone15,2__weibo__14.5)'],
    ['飞书', 'Lark/7.20 LarkLocale/zh_CN Feishu/7.20'], ['QQ', 'QQ/9.0.60 MQQBrowser/6.2'], ['抖音', 'aweme_300 BytedanceWebview/d8a21c6'], ['今日头条', 'NewsArticle/9.9'], ['百度', 'baiduboxapp/13.60'],
  ])('%s has a view of its own, even where it lets itself be asked', (name, words) => {
    expect(inAppOf(`${android} ${words}`)).toBe(name)
    expect(installWayOf({ ...around, agent: `${iphone} ${words}`, hasPrompt: true })).toBe('in-app')
  })
})

describe('who said no', () => {
  const day = 24 * 3_600_000
  beforeEach(() => localStorage.clear())
  it('is left alone for sixty days, and after the second time for good', () => {
    const at = Date.UTC(2026, 10, 23)
    expect(mayOfferInstall(at)).toBe(true)
    declineInstall(at)
    expect(mayOfferInstall(at + 60 * day - 1)).toBe(false)
    expect(mayOfferInstall(at + 60 * day)).toBe(true)
    declineInstall(at + 60 * day)
    expect(mayOfferInstall(at + 600 * day)).toBe(false)
  })
})

describe('the offer', () => {
  let page: Page
  let prompts: number
  const offerOfTheBrowser = (outcome: 'accepted' | 'dismissed') => {
    const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: () => Promise.resolve(void (prompts += 1)), userChoice: Promise.resolve({ outcome }) })
    window.dispatchEvent(event)
    return event
  }
  /** The module remembers what the browser offered; each test has its own. */
  async function open(agent: string, before: (() => void)[] = []): Promise<void> {
    vi.resetModules()
    vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(agent)
    const { watchInstall } = await import('#client/ui/install.ts')
    const { default: InstallOffer } = await import('#client/ui/InstallOffer.vue')
    watchInstall()
    for (const happens of before) happens()
    page = await mountPage(defineComponent(() => () => h(InstallOffer)), '/subsidies/applications/a/submitted')
  }
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    prompts = 0
    said.length = 0
  })
  afterEach(() => {
    page.unmount()
    forgetAnswers()
    Reflect.deleteProperty(navigator, 'getInstalledRelatedApps')
    Reflect.deleteProperty(navigator, 'clipboard')
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  it('keeps the browser from offering by itself, and lets it ask only when the button is pressed', async () => {
    let event: Event | undefined
    await open(android, [() => (event = offerOfTheBrowser('accepted'))])
    expect(event?.defaultPrevented).toBe(true)
    expect(prompts).toBe(0)
    await page.press('添加到手机桌面')
    expect(prompts).toBe(1)
    expect(page.text()).toBe('')
    expect(localStorage.getItem('zqt.install-declined')).toBeNull()
  })

  it('takes a no to the browser\'s question for a no', async () => {
    await open(android, [() => offerOfTheBrowser('dismissed')])
    await page.press('添加到手机桌面')
    expect(page.text()).toBe('')
    page.unmount()
    await open(android, [() => offerOfTheBrowser('accepted')])
    expect(page.text()).toBe('')
  })

  it('is there when the browser offers late', async () => {
    await open(android)
    expect(page.text()).toBe('')
    offerOfTheBrowser('accepted')
    await page.settle()
    expect(page.button('添加到手机桌面')).toBeTruthy()
  })

  it('says on an iPhone what to press', async () => {
    await open(iphone)
    expect(page.text()).toMatch(/点浏览器的分享按钮.*选“添加到主屏幕”/)
    await page.press('知道了')
    expect(page.text()).toBe('')
  })

  it('says in WeChat how to get out, and gives the address along', async () => {
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } })
    await open(`${android} MicroMessenger/8.0.49`)
    expect(page.text()).toContain('微信里不能添加到桌面。点右上角“…”，选“在浏览器打开”')
    await page.press('复制网址')
    expect(copied).toEqual([`${location.origin}/`])
    expect(said).toEqual(['网址已复制'])
  })

  it.each([['a phone\'s own browser', harmony], ['a desktop', desktop]])('is not made in %s, which cannot be asked', async (_name, agent) => {
    await open(agent)
    expect(page.text()).toBe('')
  })

  it('is not made where the app is there already', async () => {
    Object.defineProperty(navigator, 'getInstalledRelatedApps', { configurable: true, value: () => Promise.resolve([{ platform: 'webapp' }]) })
    await open(android, [() => offerOfTheBrowser('accepted')])
    expect(page.text()).toBe('')
  })

  it('is gone once it has been put there in another way', async () => {
    await open(android, [() => offerOfTheBrowser('accepted')])
    window.dispatchEvent(new Event('appinstalled'))
    await page.settle()
    expect(page.text()).toBe('')
  })
})
