// Sections and fields of the form, changed as an officer does it. Nothing here leaves a reference behind that points nowhere.
import type { Field, PlainField, ProgrammeSource, RepeatField, Section } from '#contract/subsidies/programme.ts'
import { baseOf, isRepeat, newField, newPlainField, type FieldType, type PlainType } from './field-kinds.ts'
import { placesOfColumn, placesOfField, renamedColumn, renamedField } from './field-references.ts'
import { inserted, moved, replaced } from '#client/ui/list-editing.ts'
import { fieldNameFor, freeName, makeName, type MakeName } from './scheme-names.ts'

/** Done, with the way back; or refused, with who still needs it. */
export type Removal = { ok: true; source: ProgrammeSource; restore: (source: ProgrammeSource) => ProgrammeSource } | { ok: false; places: string[] }
/** Where a field stands: a column of a repeat field has an `item`. */
export interface FieldAt { section: number; field: number; item?: number }

export function namesOf(source: ProgrammeSource): Set<string> {
  return new Set(source.sections.flatMap((section) => section.fields.map((field) => field.name)))
}

function withSections(source: ProgrammeSource, sections: Section[]): ProgrammeSource {
  return { ...source, sections }
}
function withFields(source: ProgrammeSource, section: number, change: (fields: Field[]) => Field[]): ProgrammeSource {
  return withSections(source, source.sections.map((one, at) => (at === section ? { ...one, fields: change(one.fields) } : one)))
}
function withItems(source: ProgrammeSource, { section, field }: FieldAt, change: (items: PlainField[]) => PlainField[]): ProgrammeSource {
  return withFields(source, section, (fields) => fields.map((one, at) => (at === field && isRepeat(one) ? { ...one, item: change(one.item) } : one)))
}

export function addSection(source: ProgrammeSource, title: string, hint = '', id = makeName('part')): ProgrammeSource {
  return withSections(source, [...source.sections, { id, title, hint, fields: [] }])
}
export function changeSection(source: ProgrammeSource, index: number, change: Partial<Pick<Section, 'title' | 'hint'>>): ProgrammeSource {
  return withSections(source, source.sections.map((section, at) => (at === index ? { ...section, ...change } : section)))
}
export function moveSection(source: ProgrammeSource, index: number, by: -1 | 1): ProgrammeSource {
  return withSections(source, moved(source.sections, index, by))
}

/** Refused while anything outside the section points into it. */
export function removeSection(source: ProgrammeSource, index: number): Removal {
  const section = source.sections[index]
  if (!section) return { ok: false, places: [] }
  const own = new Set(section.fields.map((field) => `填项「${field.label}」`))
  const places = section.fields.flatMap((field) => placesOfField(source, field.name)).filter((place) => ![...own].some((word) => place.startsWith(word)))
  if (places.length > 0) return { ok: false, places: [...new Set(places)] }
  return { ok: true, source: withSections(source, source.sections.toSpliced(index, 1)), restore: (later) => withSections(later, inserted(later.sections, index, section)) }
}

/** A section of another scheme with the names of its fields, so that answers carry over; names that are taken here get new ones. */
export function takeSection(source: ProgrammeSource, section: Section, make: MakeName = makeName): ProgrammeSource {
  const ids = new Set(source.sections.map(({ id }) => id))
  let next: ProgrammeSource = { ...source, facts: [], conditions: [], papers: [], claim: undefined, amount: { type: 'closed', illustrative: false, summary: '' }, sections: [section] }
  const taken = namesOf(source)
  for (const { name } of section.fields) next = renamedField(next, name, freeName(name, taken, make))
  const [copy] = next.sections
  if (!copy) return source
  const known = new Set([...taken, ...copy.fields.map(({ name }) => name)])
  return withSections(source, [...source.sections, { ...copy, id: freeName(copy.id, ids, make), fields: copy.fields.map((field) => withoutStrangers(field, known)) }])
}

/** What points to a field that did not come along is let go. */
function withoutStrangers(field: Field, known: ReadonlySet<string>): Field {
  const next: Field = { ...field }
  if (next.showWhen && !known.has(next.showWhen.field)) delete next.showWhen
  if (next.type === 'text' && next.equalsField !== undefined && !known.has(next.equalsField)) delete next.equalsField
  if (next.type === 'money' && next.lteField !== undefined && !known.has(next.lteField)) delete next.lteField
  if (next.type === 'date' && next.afterField !== undefined && !known.has(next.afterField)) delete next.afterField
  if (next.type === 'date' && next.notBeforeField !== undefined && !known.has(next.notBeforeField)) delete next.notBeforeField
  return next
}

export interface NewField { type: FieldType; label: string; required?: boolean; name?: string }

export function addField(source: ProgrammeSource, section: number, { type, label, required = true, name }: NewField, make: MakeName = makeName): ProgrammeSource {
  const free = freeName(name ?? fieldNameFor(label, type === 'money', make), namesOf(source), make)
  return withFields(source, section, (fields) => [...fields, newField(type, { name: free, label, required })])
}
export function addColumn(source: ProgrammeSource, at: FieldAt, column: NewField & { type: PlainType }, make: MakeName = makeName): ProgrammeSource {
  const taken = new Set(rowsAt(source, at)?.item.map((item) => item.name))
  const name = freeName(column.name ?? fieldNameFor(column.label, column.type === 'money', make), taken, make)
  return withItems(source, at, (items) => [...items, newPlainField(column.type, { name, label: column.label, required: column.required ?? true })])
}

export function fieldAt(source: ProgrammeSource, { section, field, item }: FieldAt): Field | PlainField | undefined {
  const found = source.sections[section]?.fields[field]
  return item === undefined ? found : found?.type === 'repeat' ? found.item[item] : undefined
}
function rowsAt(source: ProgrammeSource, { section, field }: FieldAt): RepeatField | undefined {
  const found = source.sections[section]?.fields[field]
  return found?.type === 'repeat' ? found : undefined
}

/** Everything but the name: that is changed by renameField, which takes the references along. */
export function changeField(source: ProgrammeSource, at: FieldAt, next: Field): ProgrammeSource {
  if (at.item === undefined) return withFields(source, at.section, (fields) => replaced(fields, at.field, next))
  return next.type === 'repeat' ? source : withItems(source, at, (items) => replaced(items, at.item ?? 0, next))
}

export function renameField(source: ProgrammeSource, at: FieldAt, name: string): ProgrammeSource {
  const field = fieldAt(source, at)
  const rows = at.item === undefined ? undefined : rowsAt(source, at)
  if (!field || field.name === name) return source
  return rows ? renamedColumn(source, rows.name, field.name, name) : renamedField(source, field.name, name)
}

/** Another kind for the same question. Money must end in Fen and nothing else may seem to: the name follows, with all that points to it. */
export function changeFieldType(source: ProgrammeSource, at: FieldAt, type: FieldType, make: MakeName = makeName): ProgrammeSource {
  const field = fieldAt(source, at)
  if (!field || field.type === type) return source
  const next = at.item === undefined ? newField(type, baseOf(field)) : type === 'repeat' ? field : newPlainField(type, baseOf(field))
  const changed = changeField(source, at, next)
  if (type === 'money' && !field.name.endsWith('Fen')) return renameField(changed, at, freeName(`${field.name}Fen`, namesOf(source), make))
  if (field.type === 'money' && field.name.endsWith('Fen')) return renameField(changed, at, freeName(field.name.slice(0, -3), namesOf(source), make))
  return changed
}

export function moveField(source: ProgrammeSource, at: FieldAt, by: -1 | 1): ProgrammeSource {
  if (at.item !== undefined) return withItems(source, at, (items) => moved(items, at.item ?? 0, by))
  return withFields(source, at.section, (fields) => moved(fields, at.field, by))
}

/** To the end of another section. */
export function moveFieldTo(source: ProgrammeSource, at: FieldAt, section: number): ProgrammeSource {
  const field = source.sections[at.section]?.fields[at.field]
  if (!field || section === at.section || !source.sections[section]) return source
  return withFields(withFields(source, at.section, (fields) => fields.toSpliced(at.field, 1)), section, (fields) => [...fields, field])
}

export function copyField(source: ProgrammeSource, at: FieldAt, make: MakeName = makeName): ProgrammeSource {
  const field = fieldAt(source, at)
  if (!field) return source
  const name = fieldNameFor(field.label, field.type === 'money', make)
  const copy = { ...field, name, label: `${field.label}（2）` }
  if (at.item === undefined) return withFields(source, at.section, (fields) => inserted(fields, at.field + 1, copy))
  return copy.type === 'repeat' ? source : withItems(source, at, (items) => inserted(items, (at.item ?? 0) + 1, copy))
}

/** Refused while a condition, the sum, a paper or another field still needs it. */
export function removeField(source: ProgrammeSource, at: FieldAt): Removal {
  const field = fieldAt(source, at)
  if (!field) return { ok: false, places: [] }
  const rows = at.item === undefined ? undefined : rowsAt(source, at)
  const places = rows ? placesOfColumn(source, rows.name, field.name) : placesOfField(source, field.name)
  if (places.length > 0) return { ok: false, places }
  if (rows && field.type !== 'repeat') {
    const index = at.item ?? 0
    return { ok: true, source: withItems(source, at, (items) => items.toSpliced(index, 1)), restore: (later) => withItems(later, at, (items) => inserted(items, index, field)) }
  }
  return { ok: true, source: withFields(source, at.section, (fields) => fields.toSpliced(at.field, 1)), restore: (later) => withFields(later, at.section, (fields) => inserted(fields, at.field, field)) }
}
