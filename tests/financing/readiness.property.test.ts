// What holds of every card, over some thousand random ones: a right never makes the others better, order is nothing, nothing unknown passes.
import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/identifiers/date.ts'
import { annuityOf } from '#contract/portfolio/annuities.ts'
import { patentLastDay } from '#contract/portfolio/rules.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import { readinessOf, type Card, type Light, type ReadyAnswers } from '#contract/financing/readiness.ts'
import type { ReadinessRules, Verdict } from '#contract/financing/readiness-schema.ts'
import { aPatent, rules as portfolio, today } from '../portfolio/rights.dom.ts'
import { firmName, otherRules, rules } from './rules.ts'

const rounds = 2_000
const rank: Record<Verdict, number> = { green: 0, amber: 1, red: 2 }

/** mulberry32: the same cards on every machine. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface World { rules: ReadinessRules; rights: Right[]; more: Right; answers: ReadyAnswers }
function aWorld(seed: number): World {
  const random = dice(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const day = (from: number, to: number) => addDays(today, Math.floor(from + random() * (to - from)))
  const chosen = pick([rules, otherRules])
  // Among wild rights and answers a card is hardly ever green: half of the worlds are mostly in order.
  const isCalm = random() < 0.5
  let made = 0
  const aRight = (): Right => {
    made += 1
    if (isCalm && random() < 0.8) return aPatent({ id: `r${made}`, owner: firmName })
    const kind = pick(['patent', 'patent', 'patent', 'trademark', 'software', 'other'] as const)
    const patentKind = kind === 'patent' ? pick(['发明', '实用新型', '外观设计'] as const) : null
    const filedOn = pick([null, day(-7_400, -200), day(-4_000, -200)])
    const right = aPatent({
      id: `r${made}`, kind: 'patent', patentKind, owner: pick([firmName, firmName, firmName, '云溪大学', '']), coOwners: pick([[], [], ['别家有限公司'], [firmName], ['云溪大学', '']]),
      filedOn, grantedOn: filedOn === null ? null : pick([null, addDays(filedOn, 400)]), state: pick(['live', 'live', 'live', 'pending', 'ended']),
      pledge: pick(['none', 'none', 'pledged']), paidYear: pick([null, 3, 6, 9, 20]), check: pick(['ok', 'ok', 'mismatch']), annuity: null,
    })
    if (patentKind === null) return { ...right, kind, patentKind: null, check: null, annuity: null, lastDay: kind === 'trademark' ? pick([null, day(-30, 4_000)]) : null }
    return { ...right, lastDay: filedOn && patentLastDay(portfolio, patentKind, filedOn), annuity: annuityOf({ ...right, patentKind }, { rules: portfolio, isReduced: pick([true, false]), today }) }
  }
  const answers = Object.fromEntries(chosen.questions.flatMap(({ id, options }) => (isCalm && random() < 0.9 ? [[id, options.find(({ verdict }) => verdict === 'green')?.id ?? '']] : random() < 0.15 ? [] : [[id, pick([...options.map((option) => option.id), options[0]!.id, 'gone'])]])))
  return { rules: chosen, rights: Array.from({ length: Math.floor(random() * 5) }, aRight), more: aRight(), answers }
}
const cardOf = ({ rules: chosen, answers }: World, rights: readonly Right[]) => readinessOf(chosen, { rights, firmName, answers, today })
const lightsOf = (card: Card): Light[] => [...card.rights.flatMap(({ lights }) => lights), ...card.firm]
const worlds = Array.from({ length: rounds }, (_, seed) => aWorld(seed))

describe('every card', () => {
  it('is never made better by one right more', () => {
    for (const world of worlds) {
      const [before, after] = [cardOf(world, world.rights), cardOf(world, [...world.rights, world.more])]
      const added = after.rights.at(-1)!
      if (world.rights.length > 0) expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[before.verdict])
      expect(rank[after.verdict]).toBeGreaterThanOrEqual(rank[added.verdict])
      for (const verdict of ['green', 'amber', 'red'] as const) expect(after.counts[verdict]).toBeGreaterThanOrEqual(before.counts[verdict])
      expect(after.rights.slice(0, -1)).toEqual(before.rights)
    }
  })

  it('is the same in any order of the rights', () => {
    for (const world of worlds) {
      const [one, other] = [cardOf(world, world.rights), cardOf(world, world.rights.toReversed())]
      expect({ ...other, rights: other.rights.toReversed() }).toEqual(one)
    }
  })

  it('gives each light that is not green a reason, what to do, and the paper where there is one', () => {
    for (const world of worlds) {
      const card = cardOf(world, [...world.rights, world.more])
      for (const light of lightsOf(card)) {
        const info = world.rules.lights.find(({ id }) => id === light.id)!
        expect([light.paper, light.advice]).toEqual([info.paper, light.verdict === 'green' ? null : info[light.verdict]])
        if (light.verdict === 'green') continue
        expect(light.findings[0]?.verdict).toBe(light.verdict)
        if (light.paper !== null) expect(card.papers).toContain(light.paper)
      }
    }
  })

  it('is green only when every question was answered and every date that counts is known', () => {
    const green = worlds.map((world) => ({ world, card: cardOf(world, [...world.rights, world.more]) })).filter(({ card }) => card.verdict === 'green')
    expect(green.length).toBeGreaterThan(10)
    for (const { world, card } of green) {
      for (const { id, light, options } of world.rules.questions)
        if (light !== 'coOwners') expect(options.some((option) => option.id === world.answers[id] && option.verdict === 'green'), id).toBe(true)
      for (const { right } of card.rights) expect([right.lastDay !== null, right.state, right.pledge, right.owner]).toEqual([true, 'live', 'none', firmName])
    }
  })

  it('counts each light once, and is its worst', () => {
    for (const world of worlds) {
      const card = cardOf(world, world.rights)
      const lights = lightsOf(card)
      expect(card.counts.green + card.counts.amber + card.counts.red).toBe(lights.length)
      expect(card.verdict).toBe(card.counts.red > 0 ? 'red' : card.counts.amber > 0 || card.rights.length === 0 ? 'amber' : 'green')
    }
  })
})
