// An edition, a firm's assessment of it and the person who answers, for pages in jsdom.
import type { Me } from '#contract/accounts/schema.ts'
import type { Edition, EditionItem, EditionSummary } from '#contract/assessment/edition-schema.ts'
import type { Answer, AnswerInput, Assessment, AssessmentPatch } from '#contract/assessment/schema.ts'
import { answer, answerWith } from '../accounts/mount-page.dom.ts'

export const me: Me = {
  id: 'a1', name: '李敏', phoneMasked: '138****0002', roles: [], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z',
  firms: [{ id: 'f1', name: '苇畔新材料有限公司', town: '马桥镇', uscc: '91370321MA0DEM013L', role: 'clerk', state: 'active', verification: 'verified' }],
}

export function anItem(id: string, over: Partial<EditionItem> = {}): EditionItem {
  return { id, question: `${id} 做了吗？`, why: `${id} 要紧`, evidence: [`${id} 的记录`], advice: `补 ${id}`, key: false, departments: ['办公室'], mayNotApply: true, ...over }
}

/** Two chapters, five items: k1 and k2 are key and may not be 不适用, s1 is asked of who sells only; the second clause has a code that is never shown. */
export const edition: Edition = {
  id: 'e23', title: '某管理体系 要求', edition: 'GB/T 0-2023', issuedOn: '2023-08-06', effectiveFrom: '2024-01-01', status: 'current', version: 'v1', notes: ['我们自己的话'], disclaimer: '仅供企业自查，不作为认证结论。',
  opening: [
    { id: 'sells', question: '企业自己卖产品吗？', many: false, options: [{ id: 'yes', label: '卖' }, { id: 'no', label: '不卖' }] },
    { id: 'sites', question: '有哪些场所？', many: true, options: [{ id: 'plant', label: '车间' }, { id: 'lab', label: '实验室' }] },
  ],
  chapters: [
    { no: '4', title: '企业环境', clauses: [{ no: '4.1', title: '环境', showNo: true, items: [anItem('k1', { key: true, mayNotApply: false }), anItem('n1')] }] },
    {
      no: '8', title: '运行',
      clauses: [{ no: '8-02', title: '经营管理', showNo: false, items: [anItem('k2', { key: true, mayNotApply: false }), anItem('s1', { appliesWhen: { question: 'sells', anyOf: ['yes'], reason: '企业不卖产品。' } }), anItem('n2')] }],
    },
  ],
  redLines: [
    { id: 'r1', kind: 'patent', question: '有没有假冒专利？', why: '违法。', now: ['马上停用标识。', '封存库存。'] },
    { id: 'r2', kind: 'copyright', question: '有没有用盗版软件？', why: '违法。', now: ['马上卸载。'] },
  ],
  quick: ['k1', 'n1', 'k2'],
  scoring: {
    points: { conform: 1000, observation: 1000, minor: 500, major: 0 }, keyWeight: 2,
    grades: [{ id: 'a', from: 85, title: '可着手认证', advice: '去申请' }, { id: 'c', from: 50, title: '补齐再申请', advice: '先补' }, { id: 'b', from: 0, title: '先做辅导', advice: '先学' }],
    rectify: { title: '需整改', advice: '先改' }, redLine: { title: '暂不宜申请', advice: '先停' }, method: ['符合得全分。'],
  },
  carry: { from: 'e13', items: [], dropped: [] }, templates: [], own: [],
}
const summaryOf = (over: Partial<EditionSummary>): EditionSummary => ({
  id: 'e23', title: edition.title, edition: edition.edition, status: 'current', version: 'v1', carriesFrom: 'e13', items: 5, keyItems: 2, quick: 3, redLines: 2,
  chapters: [{ no: '4', title: '企业环境', items: 2 }, { no: '8', title: '运行', items: 3 }], ...over,
})
export const editions = { items: [summaryOf({}), summaryOf({ id: 'e13', title: '某管理规范', edition: 'GB/T 0-2013', status: 'changeover', carriesFrom: null, items: 4, keyItems: 1, quick: 0, redLines: 0 })] }

export function anAnswer(itemId: string, answer: Answer['answer'], over: Partial<Answer> = {}): Answer {
  return { itemId, answer, note: '', origin: 'answered', version: 1, by: { id: 'a1', name: '李敏' }, at: '2026-11-20T01:00:00.000Z', ...over }
}

export function anAssessment(over: Partial<Assessment> = {}): Assessment {
  return {
    id: 'as1', firmId: 'f1', firmName: '苇畔新材料有限公司', editionId: 'e23', state: 'open', version: 1, createdBy: { id: 'a1', name: '李敏' }, createdAt: '2026-11-20T00:00:00.000Z',
    savedAt: '2026-11-23T01:00:00.000Z', closedAt: null, answered: 0, total: 5, scoreTenths: null, grade: null, redLinesCrossed: 0, editionVersion: 'v1', opening: {}, takenBack: [], fromId: null,
    fromEditionId: null, isShared: false, answers: [], evidence: [], assignments: [], remarks: [], review: null, mayAnswer: true, mayReview: false, ...over,
  }
}
/** As it stands in a list. */
export function aSummary(over: Partial<Assessment> = {}): object {
  const { id, firmId, firmName, editionId, state, version, createdBy, createdAt, savedAt, closedAt, answered, total, scoreTenths, grade, redLinesCrossed } = anAssessment(over)
  return { id, firmId, firmName, editionId, state, version, createdBy, createdAt, savedAt, closedAt, answered, total, scoreTenths, grade, redLinesCrossed }
}

/** A server with one assessment, which keeps what it is told; `said` is what it holds. */
export function serveAssessment(over: Partial<Assessment> = {}): { said: Assessment } {
  const server = { said: anAssessment(over) }
  const base = `/api/assessment/assessments/${server.said.id}`
  answer('GET /api/accounts/local-key', 200, { key: btoa('k'.repeat(32)) })
  answerWith(`GET ${base}`, () => ({ status: 200, body: server.said }))
  answerWith(`PATCH ${base}`, ({ data }) => {
    server.said = { ...server.said, ...(data as AssessmentPatch), version: server.said.version + 1 }
    return { status: 200, body: server.said }
  })
  const itemIds = [...edition.chapters.flatMap(({ clauses }) => clauses.flatMap(({ items }) => items.map(({ id }) => id))), ...edition.redLines.map(({ id }) => id)]
  for (const itemId of itemIds)
    answerWith(`PUT ${base}/answers/${itemId}`, ({ data }) => {
      const before = server.said.answers.find((one) => one.itemId === itemId)?.version ?? 0
      const { answer: word, note = '' } = data as AnswerInput
      const given = anAnswer(itemId, word, { note, version: before + 1, at: '2026-11-23T02:08:00.000Z' })
      server.said = { ...server.said, answers: [...server.said.answers.filter((one) => one.itemId !== itemId), given] }
      return { status: 200, body: given }
    })
  return server
}
