// Pushes on this phone: whether they can work here, turning them on and off. Nothing asks by itself; the person presses a button.
import { subscribePush, unsubscribePush } from '#contract/messages/endpoints.ts'
import { call } from '#client/http.ts'
import { inAppOf, isApple } from '#client/ui/install.ts'

/** wechat, ios: words tell what to do instead. none: this browser has none. blocked: the person said no to the browser before. */
export type PushState = 'on' | 'off' | 'blocked' | 'wechat' | 'ios' | 'none'

interface Surroundings { agent: string; touchPoints: number; isStandalone: boolean; hasPush: boolean }

function look(): Surroundings {
  const isStandalone = (typeof window.matchMedia === 'function' && window.matchMedia('(display-mode: standalone)').matches) || ('standalone' in navigator && navigator.standalone === true)
  return {
    agent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    isStandalone,
    hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
  }
}

/** Why pushes cannot work here; null where they can. */
export function obstacleOf({ agent, touchPoints, isStandalone, hasPush }: Surroundings): 'wechat' | 'ios' | 'none' | null {
  if (inAppOf(agent) !== null) return 'wechat'
  if (hasPush) return null
  return isApple({ agent, touchPoints }) && !isStandalone ? 'ios' : 'none'
}

async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** What is so on this phone now; asks nobody anything. */
export async function readPushState(): Promise<PushState> {
  const obstacle = obstacleOf(look())
  if (obstacle) return obstacle
  if (Notification.permission === 'denied') return 'blocked'
  if (!(await navigator.serviceWorker.getRegistration())) return 'none'
  return Notification.permission === 'granted' && (await currentSubscription()) ? 'on' : 'off'
}

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function isOfKey(subscription: PushSubscription, key: Uint8Array): boolean {
  const own = subscription.options.applicationServerKey
  return own !== null && new Uint8Array(own).every((byte, index) => byte === key[index])
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  await call(subscribePush, { body: { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } } })
}

/** `unreachable`: the browser's push service did not answer (usual for Chrome in mainland China). */
export type TurnOn = 'on' | 'blocked' | 'unreachable'

/** Asks the browser for permission, so only ever from a press. Throws ApiError when our own server refuses. */
export async function turnPushOn(publicKey: string): Promise<TurnOn> {
  if ((await Notification.requestPermission()) !== 'granted') return 'blocked'
  const registration = await navigator.serviceWorker.ready
  const key = bytesOf(publicKey)
  const before = await registration.pushManager.getSubscription()
  if (before && !isOfKey(before, key)) await before.unsubscribe()
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => null)
  if (!subscription) return 'unreachable'
  await tellServer(subscription)
  return 'on'
}

export async function turnPushOff(): Promise<void> {
  const subscription = await currentSubscription()
  if (!subscription) return
  await call(unsubscribePush, { body: { endpoint: subscription.endpoint } })
  await subscription.unsubscribe()
}

/** Once an app start: the server learns whose phone this is now. A failure changes nothing: the next start tells it again. */
export async function renewPush(): Promise<void> {
  if (obstacleOf(look())) return
  const subscription = await currentSubscription()
  if (subscription) await tellServer(subscription).catch(() => undefined)
}
