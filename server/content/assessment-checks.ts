// What a schema cannot see in an edition: that everything named is there, once, and that what is carried from an older edition goes somewhere.
import type { Carry, EditionItem, EditionSource } from '#contract/assessment/edition-schema.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { repeated } from './fault.ts'

/** Ids a grade may not have: they mean the two caps. */
const capIds = ['rectify', 'red-line']

interface PathItem {
  path: string
  item: EditionItem
}

/** Lines of "path: what". */
export function editionProblems(edition: EditionSource, programmeIds: readonly string[]): string[] {
  const items = itemsOf(edition)
  const itemIds = items.map(({ item }) => item.id)
  return [
    ...(['issuedOn', 'effectiveFrom'] as const).flatMap((field) => (parseDate(edition[field]).ok ? [] : [`${field}: ${edition[field]} is no date`])),
    ...openingProblems(edition),
    ...twice('chapters', 'no', edition.chapters.map(({ no }) => no)),
    ...edition.chapters.flatMap((chapter, c) => twice(`chapters[${c}].clauses`, 'no', chapter.clauses.map(({ no }) => no))),
    // Answers are kept by the id of an item or a red line, so the two share their ids.
    ...twice('chapters, redLines', 'id', [...itemIds, ...edition.redLines.map(({ id }) => id)]),
    ...twice('quick', '', edition.quick),
    ...unknown('quick', 'item', edition.quick, itemIds),
    ...twice('templates', 'id', edition.templates.map(({ id }) => id)),
    ...items.flatMap(({ path, item }) => itemProblems(item, edition, programmeIds).map((problem) => `${path}.${problem}`)),
    ...scoringProblems(edition),
  ]
}

/** Every item of the older edition goes somewhere or is dropped; one that is the same has one source and one place to go. */
export function carryProblems(edition: EditionSource, editions: readonly EditionSource[]): string[] {
  const { carry } = edition
  if (!carry) return []
  const older = editions.find(({ id }) => id === carry.from && id !== edition.id)
  if (!older) return [`carry.from: there is no other edition ${carry.from}`]
  const oldIds = itemsOf(older).map(({ item }) => item.id)
  const named = [...carry.items, ...carry.dropped].map(({ from }) => from)
  const newIds = itemsOf(edition).map(({ item }) => item.id)
  return [
    ...oldIds.filter((id) => !named.includes(id)).map((id) => `carry: ${id} of ${older.id} goes nowhere and is not dropped`),
    ...twice('carry', '', named),
    ...carry.dropped.flatMap(({ from }, index) => unknown(`carry.dropped[${index}].from`, `item of ${older.id}`, [from], oldIds)),
    ...carry.items.flatMap(({ from, to }, index) => [
      ...unknown(`carry.items[${index}].from`, `item of ${older.id}`, [from], oldIds),
      ...unknown(`carry.items[${index}].to`, 'item', to, newIds),
      ...twice(`carry.items[${index}].to`, '', to),
      ...sameProblems(carry, index),
    ]),
  ]
}

function itemsOf(edition: EditionSource): PathItem[] {
  return edition.chapters.flatMap((chapter, c) =>
    chapter.clauses.flatMap((clause, k) => clause.items.map((item, i) => ({ path: `chapters[${c}].clauses[${k}].items[${i}]`, item }))),
  )
}

function openingProblems({ opening }: EditionSource): string[] {
  return [
    ...twice('opening', 'id', opening.map(({ id }) => id)),
    ...opening.flatMap(({ options }, q) => twice(`opening[${q}].options`, 'id', options.map(({ id }) => id))),
  ]
}

function itemProblems(item: EditionItem, edition: EditionSource, programmeIds: readonly string[]): string[] {
  return [
    ...whenProblems(item, edition),
    ...unknown('templates', 'template', item.templates ?? [], edition.templates.map(({ id }) => id)),
    ...unknown('programmes', 'scheme', item.programmes ?? [], programmeIds),
  ]
}

function whenProblems({ appliesWhen }: EditionItem, { opening }: EditionSource): string[] {
  if (!appliesWhen) return []
  const question = opening.find(({ id }) => id === appliesWhen.question)
  if (!question) return [`appliesWhen.question: there is no opening question ${appliesWhen.question}`]
  const options = question.options.map(({ id }) => id)
  const leavesNothingOut = options.every((id) => appliesWhen.anyOf.includes(id))
  return [
    ...unknown('appliesWhen.anyOf', `option of ${question.id}`, appliesWhen.anyOf, options),
    ...(leavesNothingOut ? [`appliesWhen.anyOf: names every option of ${question.id}, so nothing is ever left out`] : []),
  ]
}

function scoringProblems({ scoring: { grades, points } }: EditionSource): string[] {
  const steps = [points.conform, points.observation, points.minor, points.major]
  return [
    ...twice('scoring.grades', 'id', grades.map(({ id }) => id)),
    ...twice('scoring.grades', 'from ', grades.map(({ from }) => String(from))),
    ...(grades.some(({ from }) => from === 0) ? [] : ['scoring.grades: none is from 0']),
    ...grades.flatMap(({ id }, index) => (capIds.includes(id) ? [`scoring.grades[${index}].id: ${id} means a cap`] : [])),
    ...(steps.every((value, index) => value <= (steps[index - 1] ?? value)) ? [] : ['scoring.points: a worse answer counts more than a better one']),
  ]
}

function sameProblems(carry: Carry, index: number): string[] {
  const line = carry.items[index]
  if (line?.change !== 'same') return []
  const path = `carry.items[${index}].change`
  if (line.to.length > 1) return [`${path}: same, but goes to ${line.to.length} items`]
  const sources = carry.items.filter(({ to }) => line.to.some((id) => to.includes(id))).length
  return sources > 1 ? [`${path}: same, but ${line.to.join()} comes from ${sources} items`] : []
}

function twice(path: string, word: string, values: readonly string[]): string[] {
  return repeated(values).map((value) => `${path}: ${[word.trim(), value].filter((part) => part !== '').join(' ')} is there twice`)
}

function unknown(path: string, word: string, values: readonly string[], known: readonly string[]): string[] {
  return values.filter((value) => !known.includes(value)).map((value) => `${path}: there is no ${word} ${value}`)
}
