// What may be done with a notice on the desk, and what is said before it is done. Pure.
import { isSame } from '#contract/notices/problems.ts'
import type { DeskNotice } from '#contract/notices/desk-schema.ts'

export type Deed = 'publish' | 'send-back' | 'take-back' | 'unschedule' | 'withdraw'
export interface DeedWords { title: string; confirm: string; tone: 'primary' | 'seal'; follows: string[]; /** Label of the reason, where one is asked for. */ reason?: string; done: string }

type Standing = Pick<DeskNotice, 'live' | 'open' | 'sendings'>
const firsts = ({ sendings }: Standing) => sendings.filter(({ kind }) => kind === 'first')

/** A correction for another audience is told as for the first time to who is of it only now. */
function told(notice: Standing): number {
  return firsts(notice).reduce((sum, { people }) => sum + people, 0)
}

function isForOthers(notice: Standing): boolean {
  return notice.live !== null && notice.open !== null && firsts(notice).length > 0 && !isSame(notice.live.audience, notice.open.audience)
}

/** What a correction sends to whom. */
function correctionWords(notice: Standing): string[] {
  const tells = notice.open?.tellsReaders === true
  const others = isForOthers(notice) ? ['发给谁也改了：新符合的企业会收到首次通知。'] : []
  return [...(tells ? [`收到过的 ${told(notice)} 人和读过的人会收到更正消息。`] : others.length > 0 ? ['收到过和读过的人不会收到更正消息。'] : ['这次更正不发消息。']), ...others]
}

export function deedWords(deed: Deed, notice: Standing): DeedWords {
  switch (deed) {
    case 'publish': {
      const corrects = notice.live !== null
      const follows = corrects ? ['换掉现在的一版，更正说明写在通知上。', ...correctionWords(notice)] : ['人人都能看到，选的企业会收到消息。']
      return { title: corrects ? '核准并发布这次更正？' : '核准并发布？', confirm: '核准并发布', tone: 'seal', follows: [...follows, '发布后不能改，只能更正或撤回。'], done: '已发布' }
    }
    case 'send-back':
      return { title: '退回这一稿？', confirm: '退回', tone: 'seal', follows: ['写的人会收到您的理由，改好再送。'], reason: '要改什么', done: '已退回' }
    case 'take-back':
      return { title: '收回接着改？', confirm: '收回', tone: 'primary', follows: ['收回以后可以改，改好再送核准。'], done: '已收回' }
    case 'unschedule':
      return { title: '取消定时？', confirm: '取消定时', tone: 'seal', follows: ['不会按时发布，退回成草稿，改好要重新送核准。'], reason: '为什么取消', done: '已取消定时' }
    case 'withdraw': {
      const people = told(notice)
      return { title: '撤回这条通知？', confirm: '撤回', tone: 'seal', follows: ['正文和附件不再给人看；打开原来的网址，会看到已撤回、日期和理由。', people > 0 ? `收到过的 ${people} 人和读过的人会收到撤回消息。` : '读过的人会收到撤回消息。', '撤回以后不能恢复，要发只能另写一条。'], reason: '为什么撤回（读者会看到）', done: '已撤回' }
    }
  }
}
