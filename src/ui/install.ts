// The app on the home screen: whether it can be put there from here, and how. Nothing asks by itself; the browser's own offer is kept until a button is pressed.
import { shallowRef } from 'vue'
import { keep, readKept } from './kept.ts'

/** What Chromium sends instead of offering by itself. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}
declare global {
  interface WindowEventMap {
    beforeinstallprompt: InstallPromptEvent
  }
  interface Navigator {
    getInstalledRelatedApps?: () => Promise<readonly unknown[]>
  }
}

/** prompt: one press. ios, in-app, menu, desktop: words. installed: nothing to do. */
export type InstallWay = 'installed' | 'in-app' | 'prompt' | 'ios' | 'menu' | 'desktop'
export interface Surroundings { agent: string; touchPoints: number; isStandalone: boolean; hasPrompt: boolean }

/** Apps that show pages in a view of their own. 企业微信 says that it is 微信, too. */
const views: readonly [RegExp, string][] = [
  [/wxwork/i, '企业微信'],
  [/MicroMessenger/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/AlipayClient/i, '支付宝'],
  [/\b(Lark|Feishu)\//i, '飞书'],
  [/Weibo/i, '微博'],
  [/aweme|BytedanceWebview/i, '抖音'],
  [/NewsArticle/i, '今日头条'],
  [/baiduboxapp/i, '百度'],
  // QQ浏览器 is a browser: MQQBrowser/.
  [/\bQQ\/\d/, 'QQ'],
]
/** Name of the app whose view this page stands in; null in a browser. */
export function inAppOf(agent: string): string | null {
  return views.find(([pattern]) => pattern.test(agent))?.[1] ?? null
}
export function isApple({ agent, touchPoints }: Pick<Surroundings, 'agent' | 'touchPoints'>): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)
}

export function installWayOf(around: Surroundings): InstallWay {
  if (around.isStandalone) return 'installed'
  if (inAppOf(around.agent) !== null) return 'in-app'
  if (around.hasPrompt) return 'prompt'
  if (isApple(around)) return 'ios'
  return /Android|HarmonyOS|OpenHarmony|Mobile/i.test(around.agent) ? 'menu' : 'desktop'
}

const kept = shallowRef<InstallPromptEvent | null>(null)
const isInstalled = shallowRef(false)

/** From the start of the app on: the browser does not offer by itself, at a moment of its own. */
export function watchInstall(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    kept.value = event
  })
  window.addEventListener('appinstalled', () => {
    isInstalled.value = true
    kept.value = null
  })
}

function isStandalone(): boolean {
  const isShown = (mode: string) => typeof window.matchMedia === 'function' && window.matchMedia(`(display-mode: ${mode})`).matches
  return isShown('standalone') || isShown('fullscreen') || isShown('minimal-ui') || ('standalone' in navigator && navigator.standalone === true)
}

/** What is so here now. Browser only; follows when the browser's offer comes late. */
export function installWay(): InstallWay {
  return installWayOf({
    agent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    isStandalone: isInstalled.value || isStandalone(),
    hasPrompt: kept.value !== null,
  })
}

/** Chromium on Android knows when the app is there although this page is open in the browser. */
export async function lookForInstalled(): Promise<void> {
  const found = await navigator.getInstalledRelatedApps?.().catch(() => [])
  if (found && found.length > 0) isInstalled.value = true
}

/** Only ever from a press. The browser asks once an event; false: the person said no to it. */
export async function install(): Promise<boolean> {
  const event = kept.value
  if (!event) return false
  kept.value = null
  await event.prompt()
  const isAccepted = (await event.userChoice).outcome === 'accepted'
  if (isAccepted) isInstalled.value = true
  return isAccepted
}

const keptKey = 'zqt.install-declined'
const restMs = 60 * 24 * 3_600_000
const mostOffers = 2
function readDeclined(): { count: number; at: number } {
  const [count, at] = (readKept(keptKey) ?? '').split(' ').map(Number)
  return { count: count || 0, at: at || 0 }
}
/** Whoever said no is not asked for sixty days, and after the second time never again. */
export function mayOfferInstall(now: number): boolean {
  const { count, at } = readDeclined()
  return count === 0 || (count < mostOffers && now - at >= restMs)
}
export function declineInstall(now: number): void {
  keep(keptKey, `${readDeclined().count + 1} ${now}`)
}
