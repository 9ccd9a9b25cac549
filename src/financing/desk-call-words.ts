import type { CallOutcome } from '#contract/financing/desk-schema.ts'
import { callOutcomes } from '#contract/financing/stages.ts'

export const outcomeWords: Record<CallOutcome, { word: string; after: string }> = {
  reached: { word: '打通了', after: '两个工作日内不再列在电话单里。' },
  promised: { word: '答应答复', after: '两个工作日内不再列在电话单里。' },
  'no-answer': { word: '没人接', after: '明天再列出来。' },
  'wrong-number': { word: '号码不对', after: '还留在电话单里，请到“银行”页换联系人。' },
}
export const outcomeOptions = callOutcomes.map((value) => ({ value, word: outcomeWords[value].word }))

/** How the last one went, with what was written. */
export function callWords({ outcome, note }: { outcome: string; note: string }): string {
  const known = callOutcomes.find((one) => one === outcome)
  return [known ? outcomeWords[known].word : '', note].filter((part) => part !== '').join('，')
}
