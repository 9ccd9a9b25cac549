// Whom a notice is for, in words of the desk. Pure.
import type { Audience, AudienceChoices } from '#contract/notices/audience-schema.ts'
import { audienceLists, isNobody, type AudienceList } from '#contract/notices/audience.ts'
import type { ReasonNames } from '#contract/notices/reason-words.ts'

export const listWords: Record<AudienceList, string> = { towns: '镇（街道）', industries: '行业', scales: '规模', titles: '称号', rightKinds: '有这种权利', programmeIds: '项目', gapTopics: '自评差距' }

const mapOf = (named: readonly { id: string; title: string }[] = []) => new Map(named.map(({ id, title }) => [id, title]))
export function reasonNamesOf(choices: AudienceChoices | undefined): ReasonNames {
  return { titles: mapOf(choices?.titles), rightKinds: mapOf(choices?.rightKinds), programmes: mapOf(choices?.programmes), gapTopics: mapOf(choices?.gapTopics) }
}

/** What each list may name. */
export function optionsOf(choices: AudienceChoices | undefined): Record<AudienceList, { value: string; word: string }[]> {
  const plain = (values: readonly string[] = []) => values.map((value) => ({ value, word: value }))
  const named = (values: readonly { id: string; title: string }[] = []) => values.map(({ id, title }) => ({ value: id, word: title }))
  return {
    towns: plain(choices?.towns), industries: plain(choices?.industries), scales: plain(choices?.scales), titles: named(choices?.titles), rightKinds: named(choices?.rightKinds),
    programmeIds: (choices?.programmes ?? []).map(({ id, title }) => ({ value: id, word: `${id} ${title}` })), gapTopics: named(choices?.gapTopics),
  }
}

/** 镇（街道）：果里镇或唐山镇；规模：小型 */
export function audienceWords(audience: Audience, choices: AudienceChoices | undefined): string {
  if (audience.everyone) return '全县企业'
  if (isNobody(audience)) return '还没有选'
  const options = optionsOf(choices)
  const parts = audienceLists.filter((list) => audience[list].length > 0)
  return parts.map((list) => `${listWords[list]}：${audience[list].map((value) => options[list].find((one) => one.value === value)?.word ?? value).join('或')}`).join('；')
}
