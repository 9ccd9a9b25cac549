// What came out of a Word file, in words. Pure.
import type { Imported, NoticeText } from '#contract/notices/desk-schema.ts'
import { fullDate } from '#client/ui/format.ts'

type Left = Imported['left'][number]
const words: Record<Left['kind'], (count: number) => string> = {
  'merged-cells': (count) => `${count} 处合并的单元格拆开了，请核对表格`,
  'picture-kind': (count) => `${count} 张图片的格式不收（只收 JPG、PNG），没有带来`,
  'picture-large': (count) => `${count} 张图片太大，没有带来`,
  'text-box': (count) => `${count} 个文本框没有带来`,
  footnote: (count) => `${count} 条脚注没有带来`,
  comment: (count) => `${count} 条批注没有带来`,
  'too-long': (count) => `${count} 处太长，截短了`,
  'deep-list': (count) => `${count} 处三级以上的列表并成了两级`,
  link: (count) => `${count} 个链接打不开，只留了文字`,
  drawing: (count) => `${count} 个图形没有带来`,
}
export function leftWords({ kind, count }: Left): string {
  return words[kind](count)
}

export interface Found { key: 'title' | 'documentNumber' | 'issuer' | 'writtenOn'; word: string; value: string; shown: string; /** The field is empty: it is filled in without asking again. */ isEmpty: boolean; /** What stands there now. */ now: string }

/** What was recognised, against what stands in the fields. The same words twice are no news. */
export function foundIn(imported: Imported, text: NoticeText): Found[] {
  const all = [
    { key: 'title', word: '标题' }, { key: 'documentNumber', word: '文号' }, { key: 'issuer', word: '发文机关' }, { key: 'writtenOn', word: '成文日期' },
  ] as const
  const show = (key: Found['key'], value: string) => (key === 'writtenOn' ? fullDate(value) : value)
  return all.flatMap(({ key, word }) => {
    const value = imported[key]
    const now = text[key] ?? ''
    return value === null || value === '' || value === now ? [] : [{ key, word, value, shown: show(key, value), isEmpty: now === '', now: now === '' ? '' : show(key, now) }]
  })
}
/** The text with these fields taken over. */
export function withFound(text: NoticeText, found: readonly Pick<Found, 'key' | 'value'>[]): NoticeText {
  return found.reduce((now, { key, value }) => ({ ...now, [key]: value }), text)
}

/** 12 段、1 个表格、2 张图片 */
export function countWords({ body }: Pick<Imported, 'body'>): string {
  const of = (key: string) => body.filter((block) => key in block).length
  const parts = [[of('heading'), '个标题'], [of('paragraph') + of('quote'), '段'], [of('list'), '个列表'], [of('table'), '个表格'], [of('picture'), '张图片']] as const
  return parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`).join('、')
}
