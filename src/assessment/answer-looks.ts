// How answers and states look wherever they stand: word, icon and tone together. 不符合 is grey; red is for 严重不符合 and red lines only.
import { answerWords } from '#contract/assessment/answers.ts'
import type { AnswerWord, AssessmentState, Verdict } from '#contract/assessment/schema.ts'
import type { IconName } from '#client/ui/icon-paths.ts'
import type { StatusLook } from '#client/ui/status-looks.ts'

export const answerLooks: Record<AnswerWord, StatusLook> = {
  conform: { word: answerWords.conform, icon: 'tick', tone: 'ok' },
  observation: { word: answerWords.observation, icon: 'eye', tone: 'pri' },
  minor: { word: answerWords.minor, icon: 'warn', tone: 'mute' },
  major: { word: answerWords.major, icon: 'none', tone: 'seal' },
  'not-applicable': { word: answerWords['not-applicable'], icon: 'close', tone: 'mute' },
  unsure: { word: answerWords.unsure, icon: 'help', tone: 'reed' },
  yes: { word: answerWords.yes, icon: 'warn', tone: 'seal' },
  no: { word: answerWords.no, icon: 'tick', tone: 'ok' },
}

/** Nobody has answered yet. */
export const unansweredLook: StatusLook = { word: '没答', icon: 'edit', tone: 'mute' }

/** The four tall answers with their plain meaning, in the order of the keys 1 to 4. */
export const fourAnswers: readonly {
  verdict: Exclude<Verdict, 'unsure' | 'not-applicable'>
  title: string
  plain: string
  icon: IconName
  tone: string
}[] = [
  { verdict: 'conform', title: '符合', plain: '有制度、有记录，拿得出来', icon: 'tick', tone: 'ok-t' },
  { verdict: 'observation', title: '观察项', plain: '做到了，有一点要留意，写一句', icon: 'eye', tone: 'pri-t' },
  { verdict: 'minor', title: '一般不符合', plain: '做了，但不齐，或刚开始', icon: 'warn', tone: 'dim' },
  { verdict: 'major', title: '严重不符合', plain: '没有做，或已经出了问题', icon: 'none', tone: 'seal-t' },
]

export const assessmentLooks: Record<AssessmentState, StatusLook> = {
  open: { word: '正在答', icon: 'edit', tone: 'reed' },
  'in-review': { word: '审阅中', icon: 'clock', tone: 'pri' },
  changes: { word: '有意见，接着改', icon: 'warn', tone: 'seal' },
  closed: { word: '已完成', icon: 'tick', tone: 'ok' },
}
