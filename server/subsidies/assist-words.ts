// What is written about help on the spot where no page could say it: in the history of a case, in the SMS, in the message.
import { sayAmount } from '#contract/identifiers/money.ts'
import { sayDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'

const minuteMs = 60_000

/** Line of the history under the submission: who typed, who answers for it. `names`: of the assistants whose words are still in it. */
export function filledInNote(names: readonly string[], memberName: string, byCode: string | null): string | null {
  const typed = names.length > 0 ? `由镇办专员 ${names.join('、')} 代填，` : ''
  const member = memberName || '经办人'
  if (byCode !== null) return `${typed}企业 ${member} 确认提交（短信码确认，在镇办专员 ${byCode} 的手机上）`
  return typed === '' ? null : `${typed}企业 ${member} 确认提交`
}

/** 11月24日（周二）18:08 */
export function sayInstant(at: number, now: number): string {
  const date = shanghaiDate(at)
  const minutes = Math.floor((at - shanghaiDayStart(date)) / minuteMs)
  return `${sayDate(date, shanghaiDate(now))}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

export function saySum(fen: number | null): string {
  return fen === null ? '按审核结果' : sayAmount(fen)
}
