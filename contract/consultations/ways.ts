// Values a phone imports; the schemas made from them stand in schema.ts.

/** 上门 到所 电话 视频 */
export const ways = ['visit', 'office', 'phone', 'video'] as const
export type Way = (typeof ways)[number]

/** Bookings claim an expert's time in these: the primary key of consultation_busy (spikes.md C). */
export const quantumMinutes = 15
export const quantumMs = quantumMinutes * 60_000

/** Which half of the day somebody waits for. */
export const dayParts = ['any', 'morning', 'afternoon'] as const
export type DayPart = (typeof dayParts)[number]
/** An afternoon begins here, in minutes of the day. */
export const noonMinute = 12 * 60

/** Longest texts, in characters. */
export const textLimits = { description: 600, reason: 200, answer: 4000, question: 1200, note: 2000, words: 500, address: 120, meeting: 200 } as const
