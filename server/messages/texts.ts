// The sentences people are told, read from content/messages.json and filled in. What may be said when is fixed here, how it is said is content.
import Type, { type Static } from 'typebox'
import { closed, oneOf } from '#contract/schema.ts'
import { MessageCategorySchema } from '#contract/messages/schema.ts'
import type { OutgoingMessage } from './outbox.ts'

export const MessageTemplateSchema = closed({
  title: Type.String({ minLength: 1, maxLength: 60 }),
  body: Type.String({ minLength: 1, maxLength: 400 }),
  tone: oneOf('plain', 'good', 'waiting', 'urgent'),
  category: MessageCategorySchema,
})
export type MessageTemplate = Static<typeof MessageTemplateSchema>

/** Every occasion and the values its template may name as {placeholder}. */
export const messageValues = {
  'case.submitted': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.received': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.accepted': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.approved': ['number', 'title', 'firm', 'amount'],
  'case.refused': ['number', 'title', 'firm', 'reason'],
  'case.withdrawn': ['number', 'title', 'firm', 'reason'],
  'case.returned': ['number', 'title', 'firm', 'count', 'dueOn', 'workdays'],
  'case.taken-back': ['number', 'title', 'firm', 'reason', 'dueOn'],
  'case.resubmitted': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.corrected': ['number', 'title', 'firm', 'reason'],
  'case.recommended': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.sent-back': ['number', 'title', 'firm', 'dueOn'],
  'case.review-again': ['number', 'title', 'firm', 'dueOn'],
  'case.publicised': ['number', 'title', 'firm', 'amount', 'endsOn'],
  'case.objected': ['number', 'title', 'firm'],
  'case.objection-dismissed': ['number', 'title', 'firm', 'reason'],
  'case.objection-upheld': ['number', 'title', 'firm', 'reason'],
  'case.publicity-over': ['number', 'title', 'firm', 'dueOn'],
  'case.paid': ['number', 'title', 'firm', 'amount', 'paidOn', 'reference'],
  'case.payment-failed': ['number', 'title', 'firm', 'reason', 'dueOn', 'workdays'],
  'case.archived': ['number', 'title', 'firm'],
  'case.appealed': ['number', 'title', 'firm', 'dueOn', 'workdays'],
  'case.appeal-dismissed': ['number', 'title', 'firm', 'reason'],
  'case.appeal-upheld': ['number', 'title', 'firm', 'reason'],
  'case.correction-due': ['number', 'title', 'firm', 'dueOn'],
  'desk.resubmitted': ['number', 'title', 'firm', 'count', 'dueOn'],
  'desk.form-added': ['number', 'title', 'firm'],
  'desk.recommended': ['number', 'title', 'firm', 'amount', 'by'],
  'desk.sent-back': ['number', 'title', 'firm', 'reason', 'by'],
  'desk.review-again': ['number', 'title', 'firm', 'by', 'dueOn'],
  'desk.objection': ['number', 'title', 'firm', 'dueOn'],
  'desk.appeal': ['number', 'title', 'firm', 'reason', 'dueOn'],
  'desk.assigned': ['number', 'title', 'firm', 'by'],
  'desk.assigned-many': ['count', 'by'],
  'home.handed': ['what', 'firm', 'by'],
  'home.handed-many': ['count', 'by'],
  'leave.started': ['person', 'cover', 'until'],
  'leave.ended': ['person', 'cover'],
  'desk.due-soon': ['number', 'title', 'firm', 'promise', 'dueOn'],
  'desk.overdue': ['number', 'title', 'firm', 'promise', 'dueOn'],
  'desk.correction-overdue': ['number', 'title', 'firm', 'dueOn'],
  'desk.publicity-over': ['number', 'title', 'firm', 'dueOn'],
  'objection.received': ['title', 'firm', 'dueOn'],
  'objection.dismissed': ['title', 'firm', 'reason'],
  'objection.upheld': ['title', 'firm', 'reason'],
  'scheme.proposed': ['title', 'number', 'by'],
  'scheme.sent-back': ['title', 'number', 'by', 'reason'],
  'scheme.published': ['title', 'number', 'by'],
  'scheme.changed': ['title', 'firm', 'news', 'count'],
  'scheme.kept': ['title', 'firm', 'news'],
  'scheme.stopped': ['title', 'firm'],
  'staff.many-reads': ['name', 'count', 'minutes'],
  'member.asked': ['name', 'phone', 'firm', 'note'],
  'member.approved': ['firm'],
  'member.refused': ['firm'],
  'member.promoted': ['firm'],
  'member.demoted': ['firm'],
  'member.removed': ['firm'],
  'assist.started': ['firm', 'name', 'by', 'until'],
  'licence.submitted': ['firm', 'uscc'],
  'firm.verified': ['firm'],
  'firm.verification-refused': ['firm', 'reason'],
  'appeal.made': ['firm', 'uscc', 'name'],
  'appeal.granted': ['firm'],
  'appeal.refused': ['firm', 'reason'],
  'appeal.replaced': ['firm'],
  'assessment.assigned': ['firm', 'edition', 'by'],
  'assessment.submitted': ['firm', 'edition'],
  'assessment.withdrawn': ['firm', 'edition'],
  'assessment.changes': ['firm', 'edition', 'by', 'count'],
  'assessment.closed': ['firm', 'edition', 'by'],
  'assessment.step-due': ['firm', 'title', 'dueOn'],
  'assessment.steps-due': ['firm', 'count', 'dueOn'],
  'assessment.step-late': ['firm', 'title', 'dueOn'],
  'assessment.steps-late': ['firm', 'count', 'dueOn'],
  'consultation.booked': ['number', 'topic', 'firm', 'when', 'expert', 'way'],
  'consultation.booked-for': ['number', 'topic', 'firm', 'when', 'expert', 'way'],
  'consultation.booked-expert': ['number', 'topic', 'firm', 'when', 'way'],
  'consultation.confirmed': ['number', 'topic', 'firm', 'when', 'expert'],
  'consultation.moved': ['number', 'topic', 'firm', 'before', 'when', 'expert', 'by', 'reason'],
  'consultation.moved-expert': ['number', 'topic', 'firm', 'before', 'when', 'by', 'reason'],
  'consultation.replaced': ['number', 'topic', 'firm', 'before', 'when', 'expert', 'reason'],
  'consultation.given': ['number', 'topic', 'firm', 'when', 'way', 'by'],
  'consultation.taken-away': ['number', 'topic', 'firm', 'when', 'by', 'reason'],
  'consultation.cancelled': ['number', 'topic', 'firm', 'when', 'by', 'reason'],
  'consultation.cancelled-expert': ['number', 'topic', 'firm', 'when', 'by', 'reason'],
  'consultation.tomorrow': ['number', 'topic', 'firm', 'when', 'expert', 'way'],
  'consultation.tomorrow-expert': ['number', 'topic', 'firm', 'when', 'way'],
  'consultation.soon': ['number', 'topic', 'firm', 'when', 'expert', 'way'],
  'consultation.soon-expert': ['number', 'topic', 'firm', 'when', 'way'],
  'consultation.missed': ['number', 'topic', 'firm', 'when'],
  'consultation.excused': ['number', 'topic', 'firm', 'when', 'reason'],
  'consultation.record': ['number', 'topic', 'firm', 'expert'],
  'consultation.record-returned': ['number', 'topic', 'firm', 'reason'],
  'consultation.record-confirmed': ['number', 'topic', 'firm'],
  'consultation.done': ['number', 'topic', 'firm', 'expert'],
  'consultation.revisit': ['number', 'topic', 'firm', 'expert'],
  'consultation.unsolved': ['number', 'topic', 'firm', 'expert'],
  'consultation.follow-up-due': ['number', 'firm', 'what', 'dueOn'],
  'consultation.offer': ['topic', 'firm', 'when', 'expert', 'until'],
  'consultation.offer-over': ['topic', 'firm', 'when'],
  'consultation.waiting-ended': ['topic', 'firm'],
  'consultation.over-leave': ['expert', 'count'],
  'consultation.question-asked': ['number', 'topic', 'firm', 'dueOn'],
  'consultation.question-assigned': ['number', 'topic', 'firm', 'dueOn', 'by'],
  'consultation.question-answered': ['number', 'topic', 'firm', 'by'],
  'consultation.question-due': ['number', 'topic', 'firm', 'dueOn'],
  'consultation.question-late': ['number', 'topic', 'firm', 'dueOn'],
  'portfolio.annuity-due': ['number', 'title', 'firm', 'year', 'amount', 'dueOn', 'days'],
  'portfolio.annuities-due': ['firm', 'count', 'amount', 'dueOn', 'days'],
  'portfolio.annuity-late': ['number', 'title', 'firm', 'year', 'amount', 'surcharge', 'endsOn'],
  'portfolio.annuities-late': ['firm', 'count', 'amount', 'surcharge', 'endsOn'],
  'portfolio.annuity-unsaid': ['number', 'title', 'firm', 'year', 'amount', 'dueOn', 'endsOn'],
  'portfolio.annuities-unsaid': ['firm', 'count', 'endsOn'],
  'notice.told': ['title', 'issuer', 'firm', 'why', 'until'],
  'notice.told-urgent': ['title', 'issuer', 'firm', 'why', 'until'],
  'notice.followed': ['title', 'issuer', 'what', 'until'],
  'notice.corrected': ['title', 'issuer', 'note'],
  'notice.withdrawn': ['title', 'issuer', 'reason'],
  'notice.deadline': ['title', 'deadline', 'dueOn', 'days'],
  'follow.scheme-changed': ['title', 'news'],
  'follow.scheme-opened': ['title', 'batch', 'closesOn'],
  'follow.scheme-closes': ['title', 'batch', 'closesOn', 'days'],
  'notice.desk-proposed': ['title', 'by'],
  'notice.desk-sent-back': ['title', 'by', 'reason'],
  'notice.desk-published': ['title', 'by', 'when'],
  'notice.desk-sent': ['title', 'firms', 'people'],
  'notice.desk-unscheduled': ['title', 'by', 'reason'],
  'notice.desk-withdrawn': ['title', 'by', 'reason'],
  'financing.submitted': ['number', 'dueOn', 'workdays'],
  'financing.accepted': ['number'],
  'financing.returned': ['number', 'count'],
  'financing.declined': ['number', 'reason'],
  'financing.closed': ['number', 'reason'],
  'financing.desk-screen': ['number', 'firm', 'dueOn'],
  'financing.desk-late': ['number', 'firm', 'dueOn'],
  'financing.desk-call': ['bank', 'number', 'days'],
  'financing.desk-unanswered': ['number', 'firm'],
  'financing.desk-stalled': ['bank', 'number', 'days'],
  'financing.unanswered': ['number'],
  'financing.asked': ['number', 'what', 'answerBy'],
  'financing.nudge': ['number', 'what', 'answerBy'],
  'financing.last-call': ['number', 'what', 'answerBy'],
  'financing.bank-expired': ['number'],
  'financing.expired': ['number', 'bank'],
  'financing.taken': ['number', 'bank', 'contact'],
  'financing.refused': ['number', 'bank', 'reason'],
  'financing.examining': ['number', 'bank'],
  'financing.approved': ['number', 'bank'],
  'financing.signed': ['number', 'bank'],
  'financing.registered': ['number', 'bank', 'registration'],
  'financing.lent': ['number', 'bank', 'lentOn'],
  'financing.confirm-due': ['number', 'bank'],
  'financing.confirmed': ['number', 'firm'],
  'financing.disputed': ['number', 'firm', 'reason'],
  'financing.failed': ['number', 'bank', 'reason'],
  'financing.bank-failed': ['number', 'reason'],
  'financing.settled': ['number', 'bank'],
  'financing.revoked': ['number'],
  'financing.bank-withdrawn': ['number'],
  'financing.stalled': ['number', 'days'],
  'financing.file-added': ['number', 'who', 'name'],
  'financing.maturity': ['number', 'bank', 'maturesOn', 'days'],
  'financing.bank-maturity': ['number', 'firm', 'maturesOn', 'days'],
  'financing.subsidy': ['title', 'bank'],
  'financing.product-proposed': ['title', 'bank'],
  'financing.product-published': ['title', 'by'],
  'financing.product-returned': ['title', 'by', 'reason'],
} as const satisfies Record<string, readonly string[]>
export type MessageKind = keyof typeof messageValues
export type MessageTemplates = Record<MessageKind, MessageTemplate>
export type MessageValues<K extends MessageKind> = Record<(typeof messageValues)[K][number], string | number>

/** One template for every occasion and no others. */
export const MessageTemplatesSchema = Type.Unsafe<MessageTemplates>(closed(Object.fromEntries(Object.keys(messageValues).map((kind) => [kind, MessageTemplateSchema]))))

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`message placeholder {${name}} has no value`)
    return String(value)
  }).replace(/([。！？])。/g, '$1') // a reason often brings its own full stop
}

/** Placeholders a template names although nothing fills them, as `kind: {name}`; for the check of content at start. */
export function unknownPlaceholders(templates: MessageTemplates): string[] {
  const kinds: MessageKind[] = Object.keys(messageValues).filter((kind): kind is MessageKind => kind in templates)
  return kinds.flatMap((kind) => {
    const known: readonly string[] = messageValues[kind]
    const named = [...`${templates[kind].title} ${templates[kind].body}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
    return named.filter((name) => !known.includes(name)).map((name) => `${kind}: {${name}}`)
  })
}

/** The message of one occasion, ready for the outbox. `link` is a path inside the app its reader may open, or null. */
export function renderMessage<K extends MessageKind>(content: { messages: MessageTemplates }, kind: K, values: MessageValues<K>, link: string | null = null): OutgoingMessage {
  const template = content.messages[kind]
  return { category: template.category, tone: template.tone, title: fill(template.title, values), body: fill(template.body, values), link }
}
