import type { PhotoFault, PhotoFinding } from './photo-check.ts'
import type { PhotoNote } from './upload-record.ts'

const titles: Record<PhotoFault, string> = {
  blurred: '这页有点糊',
  dark: '这页太暗',
  glare: '这页反光',
  'near-white': '这页几乎是白的',
  'too-small': '这张照片太小',
  sideways: '这页是横着的',
}

/** What is wrong, where, and what helps. */
function explain({ fault, place }: PhotoFinding): string {
  switch (fault) {
    case 'blurred':
      return `${place ?? '整页的字'}看不清，拿稳、对准再拍`
    case 'dark':
      return '字和纸分不开，开灯或换个亮处'
    case 'glare':
      return `${place ?? '有一块'}被光盖住了，斜一点拍`
    case 'near-white':
      return '没有看到字。是空白页，或者太亮了'
    case 'too-small':
      return '放大看不清小字。用「拍照」，或找原图'
    case 'sideways':
      return '点「转正」把它摆正'
  }
}

/** The card: one fault in words, and what is good. */
export function coachWords(note: PhotoNote): { title: string; fault: string | null; good: string[] } {
  const [first] = note.findings
  const good = [
    note.good.includes('light') ? '光线够' : null,
    note.good.includes('sharp') ? '字清楚' : null,
    note.good.includes('upright') ? '方向已摆正' : null,
    note.isRedrawn ? '位置信息已去掉' : null,
  ].filter((word) => word !== null)
  if (!first) return { title: '转好了，看看方向对不对', fault: null, good }
  return { title: titles[first.fault], fault: explain(first), good }
}
