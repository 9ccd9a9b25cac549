// What the schema of channels.json cannot say: which placeholders a sentence may name, and that quiet hours leave a day.
import { minutesOf } from '#contract/messages/channels.ts'
import type { ChannelContent } from '#contract/messages/content-schema.ts'

function unknownNames(name: string, text: string, known: readonly string[]): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').filter((one) => !known.includes(one)).map((one) => `${name}: {${one}}: nothing fills this placeholder`)
}

export function channelProblems(content: ChannelContent): string[] {
  const { quietHours: { from, to }, digestAt, email } = content
  const inside = minutesOf(from) <= minutesOf(to) ? minutesOf(digestAt) >= minutesOf(from) && minutesOf(digestAt) < minutesOf(to) : minutesOf(digestAt) >= minutesOf(from) || minutesOf(digestAt) < minutesOf(to)
  return [
    ...unknownNames('sentence', content.sentence, ['category']), ...unknownNames('urgentSentence', content.urgentSentence, ['category']),
    ...unknownNames('digestSentence', content.digestSentence, ['counts']), ...unknownNames('email.codeText', email.codeText, ['code', 'minutes']),
    ...(email.codeText.includes('{code}') ? [] : ['email.codeText: has no {code}']),
    ...(from === to ? ['quietHours: from and to are the same'] : []),
    ...(inside ? ['digestAt: lies in the quiet hours'] : []),
  ]
}
