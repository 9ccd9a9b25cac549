import Type, { type Static } from 'typebox'
import { closed } from '../schema.ts'

/** The county's public face: names, towns, hotlines. Facts nobody has given us yet are null and shown as 待主办单位提供. */
export const CountySchema = closed({
  id: Type.String(),
  /** First two letters of every case number: HT in HT2026-PG-0017. */
  numberPrefix: Type.String({ pattern: '^[A-Z]{2}$' }),
  name: Type.String(),
  fullName: Type.String(),
  serviceName: Type.String(),
  slogan: Type.String(),
  host: Type.String(),
  office: Type.String(),
  towns: Type.Array(Type.String()),
  industries: Type.Array(Type.String()),
  /** 企业称号 a firm may state of itself; notices are told by them. */
  titles: Type.Array(closed({ id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), title: Type.String({ minLength: 1, maxLength: 30 }) })),
  hotlines: Type.Array(closed({ number: Type.String(), name: Type.String(), note: Type.String() })),
  aid: closed({
    centre: Type.String(),
    intro: Type.String(),
    services: Type.Array(closed({ title: Type.String(), text: Type.String() })),
    steps: Type.Array(Type.String()),
    papers: Type.Array(Type.String()),
    source: Type.String(),
  }),
  officePhone: Type.Union([Type.String(), Type.Null()]),
  officeAddress: Type.Union([Type.String(), Type.Null()]),
  footer: closed({
    icp: Type.Union([Type.String(), Type.Null()]),
    publicSecurity: Type.Union([Type.String(), Type.Null()]),
    siteCode: Type.Union([Type.String(), Type.Null()]),
    contact: Type.Union([Type.String(), Type.Null()]),
  }),
  privacy: closed({
    version: Type.String(),
    updatedOn: Type.String(),
    title: Type.String(),
    summary: Type.Array(Type.String()),
    sections: Type.Array(closed({ title: Type.String(), paragraphs: Type.Array(Type.String()) })),
  }),
})
export type County = Static<typeof CountySchema>

/** calendar.json: what the county knows of rest days beyond the published holidays. Dates YYYY-MM-DD. */
export const CalendarSourceSchema = closed({
  source: Type.String(),
  /** Weekdays that are free. */
  restDays: Type.Array(Type.String()),
  /** Saturdays and Sundays that are worked (调休). */
  workdays: Type.Array(Type.String()),
  /** Years written out here in full, so that dates in them are no longer provisional. */
  years: Type.Array(Type.Integer({ minimum: 2000, maximum: 2100 })),
})
export type CalendarSource = Static<typeof CalendarSourceSchema>
