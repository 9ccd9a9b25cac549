// What an officer can do with a draft of a scheme, in words.
import type { Scheme, SchemeAction } from '#contract/subsidies/scheme-schema.ts'

export type SchemeDeed = SchemeAction | 'discard' | 'close'

export const doneWords: Record<SchemeDeed, string> = {
  propose: '已送第二人核准', 'take-back': '已收回', 'send-back': '已退回', publish: '已发布', discard: '已丢弃', close: '停止受理已送第二人核准',
}

export interface DeedWords {
  title: string
  confirm: string
  tone: 'primary' | 'seal'
  /** What follows, line by line. */
  follows: string[]
  /** Label of the reason, where one is written. */
  reason?: string
  isRequired?: boolean
}

export function deedWords(deed: SchemeDeed, scheme: Scheme): DeedWords {
  const { draftsInFlight, cases } = scheme
  const kept = cases > 0 ? [`已提交的 ${cases} 件按原来的版本办，不受影响。`] : []
  switch (deed) {
    case 'propose':
      return { title: '送第二人核准？', confirm: '送核准', tone: 'primary', follows: ['没有改过这一稿的经办人员会收到消息。', '核准以前，企业看到的还是原来的。', '送出去就不能改，要改先收回。'] }
    case 'take-back':
      return { title: '收回接着改？', confirm: '收回', tone: 'primary', follows: ['改好再送一次。'] }
    case 'send-back':
      return { title: '退回这一稿', confirm: '退回', tone: 'seal', follows: ['写的人会收到您的理由，改好再送。'], reason: '要改什么', isRequired: true }
    case 'publish': {
      const stops = scheme.draft?.status === 'closed'
      const drafts = draftsInFlight === 0 ? [] : [stops ? `${draftsInFlight} 家企业的草稿留着，但不能再提交；它们会收到消息。` : `${draftsInFlight} 家企业的草稿，答案都留着；要重做的，逐项告诉它们。`]
      return { title: stops ? '核准停止受理？' : '核准并发布？', confirm: stops ? '核准，停止受理' : '核准并发布', tone: 'seal', follows: ['马上生效，所有人看到的都是这一版。', ...drafts, ...kept, '发布后不能改，只能再出一版。'] }
    }
    case 'discard':
      return { title: '丢弃这一稿？', confirm: '丢弃', tone: 'seal', follows: [scheme.live ? '线上的不受影响。' : '这个项目没有发布过，会整个没有了。', '丢了就找不回来。'] }
    case 'close':
      return { title: '停止受理？', confirm: '送第二人核准', tone: 'seal', follows: ['先送另一位经办人员核准，核准后才停。', ...(draftsInFlight > 0 ? [`${draftsInFlight} 家企业的草稿留着，停了以后不能提交。`] : []), ...kept], reason: '为什么停', isRequired: true }
  }
}
