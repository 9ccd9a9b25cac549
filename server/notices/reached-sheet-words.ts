// Chinese of the call list.
import type { CallOutcome } from '#contract/notices/desk-schema.ts'

export const sheetName = '通知触达'
export const columns = ['企业', '镇（街道）', '为什么发给它', '首次阅读', '管理员', '手机号', '短信', '其他成员', '电话结果', '备注', '谁打的', '哪天打的']
export const words = { unread: '未读', bounced: '短信送不到', notCalled: '未打' }
export const callWords: Record<CallOutcome, string> = { reached: '打通了', 'no-answer': '没人接', 'wrong-number': '号码不对', 'call-again': '稍后再打', 'not-needed': '不用通知' }
