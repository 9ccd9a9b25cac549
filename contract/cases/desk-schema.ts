// The desk home over all capabilities: items, counts, hands, search, leave and ready sentences.
import Type, { type Static } from 'typebox'
import { closed, CursorQuery, DateSchema, IdSchema, InstantSchema, nullable, oneOf } from '../schema.ts'
import { deskGroups, mostHanded, phrasePlaces, waitsFor, type DeskGroup } from './desk.ts'

export const DeskGroupSchema = oneOf(...deskGroups)
/** What sort of thing it is, as its capability calls it, e.g. case, booking. */
const KindSchema = Type.String({ minLength: 1, maxLength: 40 })
const PersonSchema = closed({ id: IdSchema, name: Type.String() })

export const DeskItemSchema = closed({
  kind: KindSchema, id: IdSchema, number: nullable(Type.String()), title: Type.String(),
  firm: nullable(closed({ id: IdSchema, name: Type.String(), town: Type.String() })),
  /** In the words of its capability. */
  state: Type.String(),
  dueOn: nullable(DateSchema), workdaysLeft: nullable(Type.Integer()), provisional: Type.Boolean(), since: InstantSchema,
  assignee: nullable(PersonSchema),
  /** Of whom I stand in for: their name; null where it is not theirs. */
  standsInFor: nullable(Type.String()),
  waitsFor: oneOf(...waitsFor),
  /** I have no part in it (recused, or of the firm), or had a hand in it and another person decides. */
  isBarred: Type.Boolean(),
  link: Type.String(),
})
export type DeskItem = Static<typeof DeskItemSchema>

export const DeskQuerySchema = closed({
  ...CursorQuery, group: Type.Optional(DeskGroupSchema), kind: Type.Optional(KindSchema),
  /** In this person's hand. */
  assignee: Type.Optional(IdSchema),
})
export type DeskQuery = Static<typeof DeskQuerySchema>

const CountSchema = Type.Integer()
const GroupCountsSchema = Type.Unsafe<Record<DeskGroup, number>>(closed(Object.fromEntries(deskGroups.map((group) => [group, CountSchema]))))
/** todo: the county owes it and I may take part · mine · second: I may decide it as the second person · waiting: for a firm, a bank or an expert · all. */
export const DeskKindCountsSchema = closed({ kind: KindSchema, word: Type.String(), todo: CountSchema, mine: CountSchema, second: CountSchema, waiting: CountSchema, all: CountSchema })
export type DeskKindCounts = Static<typeof DeskKindCountsSchema>
export const DeskCountsSchema = closed({ groups: GroupCountsSchema, kinds: Type.Array(DeskKindCountsSchema), today: DateSchema, isWorkday: Type.Boolean() })
export type DeskCounts = Static<typeof DeskCountsSchema>

export const DeskHomeSchema = closed({
  items: Type.Array(DeskItemSchema), next: Type.Optional(Type.String()), counts: DeskCountsSchema,
  /** Colleagues I stand in for today. */
  standsInFor: Type.Array(closed({ name: Type.String(), toOn: DateSchema })),
  /** My own leave that runs today. */
  away: nullable(closed({ cover: Type.String(), toOn: DateSchema })),
})
export type DeskHome = Static<typeof DeskHomeSchema>

const ItemRefSchema = closed({ kind: KindSchema, id: IdSchema })
export const HandInputSchema = closed({ items: Type.Array(ItemRefSchema, { minItems: 1, maxItems: mostHanded, uniqueItems: true }), to: nullable(IdSchema) })
export type HandInput = Static<typeof HandInputSchema>
/** gone: not open any more, or never was · barred: that person has no part in it, or decided its first half. */
export const HandedSchema = closed({
  done: Type.Array(ItemRefSchema),
  refused: Type.Array(closed({ kind: KindSchema, id: IdSchema, number: nullable(Type.String()), reason: oneOf('gone', 'barred') })),
})
export type Handed = Static<typeof HandedSchema>

export const DeskSearchQuerySchema = closed({ q: Type.String({ minLength: 1, maxLength: 80 }) })
export const FoundSchema = closed({
  kind: KindSchema, id: IdSchema, number: nullable(Type.String()), title: Type.String(), firmName: nullable(Type.String()), state: Type.String(),
  /** Why it was found where its other lines do not say: a phone (masked), an old name or code, a patent. */
  note: nullable(Type.String()),
  /** Null where there is no page of it. */
  link: nullable(Type.String()),
})
export type Found = Static<typeof FoundSchema>
export const DeskSearchSchema = closed({ groups: Type.Array(closed({ kind: KindSchema, word: Type.String(), items: Type.Array(FoundSchema), isMore: Type.Boolean() })) })
export type DeskSearch = Static<typeof DeskSearchSchema>

export const LeaveSchema = closed({
  id: IdSchema, person: PersonSchema, cover: PersonSchema, fromOn: DateSchema, toOn: DateSchema,
  /** Working days of it, made-up days counted. */
  workdays: Type.Integer(),
  note: Type.String(), writtenBy: Type.String(), state: oneOf('coming', 'running', 'over', 'ended'), mayEnd: Type.Boolean(),
})
export type Leave = Static<typeof LeaveSchema>
export const LeavesSchema = closed({ items: Type.Array(LeaveSchema), people: Type.Array(PersonSchema), today: DateSchema, mayWrite: Type.Boolean() })
export type Leaves = Static<typeof LeavesSchema>
export const LeaveInputSchema = closed({ personId: IdSchema, coverId: IdSchema, fromOn: DateSchema, toOn: DateSchema, note: Type.String({ maxLength: 200 }) })
export type LeaveInput = Static<typeof LeaveInputSchema>

export const PhrasePlaceSchema = oneOf(...phrasePlaces)
export const OwnPhraseSchema = closed({ id: IdSchema, place: PhrasePlaceSchema, title: Type.String(), words: Type.String(), version: Type.Integer() })
export type OwnPhrase = Static<typeof OwnPhraseSchema>
export const PhraseInputSchema = closed({ place: PhrasePlaceSchema, title: Type.String({ maxLength: 40 }), words: Type.String({ maxLength: 1000 }) })
export type PhraseInput = Static<typeof PhraseInputSchema>
export const PhrasesSchema = closed({
  own: Type.Array(OwnPhraseSchema), county: Type.Array(closed({ place: PhrasePlaceSchema, title: Type.String(), words: Type.String() })), mayWrite: Type.Boolean(),
})
export type Phrases = Static<typeof PhrasesSchema>
