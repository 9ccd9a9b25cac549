// Where an answer came from that nobody has typed here, in a few words.
import type { Application } from '#contract/subsidies/schema.ts'
import type { Origin } from '#contract/subsidies/standing.ts'

const words: Record<Origin['from'], (of: string) => string> = {
  firm: () => '来自企业资料',
  me: () => '来自您的账号',
  last: (of) => (of ? `来自上次申报 ${of}` : '来自上次申报'),
  match: () => '来自「我能领什么」',
  portfolio: () => '来自知识产权台账',
  library: () => '来自企业资料库',
  loan: (of) => `来自质押融资对接 ${of}`,
  assistant: (of) => `镇办专员 ${of} 代填`,
}

/** Undefined where somebody of the firm typed it. Rows of a list carry the list's. */
export function originWords(origins: Application['origins'], path: string): string | undefined {
  const origin = origins[path] ?? origins[path.replace(/\[\d+\].*$/, '')]
  return origin && words[origin.from](origin.of)
}
