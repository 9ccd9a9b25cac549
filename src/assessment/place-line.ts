// Where the answers are, in the words of the save line: what is on this phone and what is on the server. Said only after the fact.
import { timeOf } from '#client/ui/format.ts'
import type { OpenAssessment } from './use-assessment.ts'

export interface PlaceLine {
  state: 'local' | 'server' | 'sent' | 'unkept'
  detail: string
  sending: boolean
}

export function placeLineOf(open: OpenAssessment): PlaceLine {
  const { assessment, unsent, conflicts } = open
  const sending = open.isSending
  if (unsent === 0 && open.isOnServer) {
    if (assessment.state === 'in-review') return { state: 'sent', detail: '等人审阅，现在不能改', sending: false }
    if (assessment.state === 'closed') return { state: 'server', detail: `${timeOf(assessment.savedAt)}，已经完成`, sending }
    return { state: 'server', detail: `${timeOf(assessment.savedAt)}，每答一题自动存`, sending }
  }
  if (!open.isPersistent) return { state: 'unkept', detail: `这台手机不让存，${unsent} 处传到服务器前别关这一页`, sending }
  return { state: 'local', detail: localDetail(open, unsent, conflicts.length), sending }
}

function localDetail(open: OpenAssessment, unsent: number, conflicts: number): string {
  if (conflicts > 0) return `${conflicts} 题同事也答了，等您选`
  const refused = [...open.answers.values()].filter(({ place }) => place === 'refused').length
  if (refused > 0) return `${refused} 题服务器没收，看标出来的`
  if (unsent === 0) return open.isOffline ? '连上网就传到服务器' : '马上传到服务器'
  return `${unsent} 处没传，${open.isOffline ? '连上网自动传' : '马上传到服务器'}`
}
