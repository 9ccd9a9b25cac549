// What one 服务记录表 says, as plain data: it crosses to the drawing thread, and equal data gives equal bytes.

export interface RecordFact {
  label: string
  value: string
  /** Takes the whole width; others stand two in a row. */
  isWide: boolean
}

export interface PrintedRecord {
  /** Of the service. */
  title: string
  number: string
  /** Said beside the number until the firm has agreed to it. */
  standing: string | null
  /** ISO instant of confirming, handing in or saving; the PDF carries it as its date. */
  at: string
  bookingUrl: string
  office: string
  facts: RecordFact[]
  people: { name: string; department: string; title: string }[]
  /** 送政策 访需求 解难题 听意见, with the firm's situation before them. */
  talk: RecordFact[]
  /** Findings, advice, plan. */
  advice: RecordFact[]
  followUps: { what: string; owner: string; dueOn: string; done: string }[]
  /** Who agreed to it, when and how. */
  confirmation: string
  notes: string[]
  /** Small pictures as data URLs. */
  photos: string[]
}
