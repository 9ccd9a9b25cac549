// What to say when a code of the app, or a recovery code, was not taken.
import type { ApiError } from '#client/http.ts'
import { errorText } from '#client/ui/error-text.ts'

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** Beside the box; undefined when the failure is about something else. */
export function factorErrorText(error: ApiError | null, isRecovery: boolean): string | undefined {
  if (error?.code !== 'accounts.factor-wrong') return undefined
  const { behindSeconds, used, now } = error.details
  if (behindSeconds !== undefined)
    return `这组数字过时了：装验证器的手机，时间慢了大约 ${Math.max(1, Math.round(Number(behindSeconds) / 60))} 分钟。到手机设置里打开“自动设置时间”，再输新的一组。`
  if (used !== undefined) return '这组数字刚用过。等验证器换下一组再输，最多等 30 秒。'
  if (isRecovery) return '这个恢复码不对，或者用过了。每个只能用一次。'
  if (now === undefined) return errorText(error)
  return `不对。看清是本站那一行的 6 位数字；手机时间差半分钟以上也会不对，标准时间是 ${clock.format(Number(now) * 1000)}。`
}
