// What officers are told a change of a firm is.
import type { ChangePayload } from './firm-changes-repository.ts'

/** Two of these kinds: an end has its own word for each. */
export function wordOfChange({ kind, ended }: Pick<ChangePayload, 'kind' | 'ended'>): string {
  if (kind === 'merge') return '合并重复登记'
  if (kind === 'code') return '变更统一社会信用代码'
  if (kind === 'reopen') return '恢复办理'
  return ended === 'moved' ? '登记迁出' : '登记注销'
}
