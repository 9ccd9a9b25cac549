// A firm in which every word that could name it is a planted one, seven banks asked or not, and a walker that looks at every field of every reply.
import { addContact, addBank, recordCall } from '#contract/financing/desk-endpoints.ts'
import { createFirm, getMe, updateMe } from '#contract/accounts/endpoints.ts'
import { addLeadFile, getRequest } from '#contract/financing/request-endpoints.ts'
import type { FirmLead } from '#contract/financing/lead-schema.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { unzip } from '../subsidies/sheet-reading.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { keepSessions } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'
import { consented, everyField, moved } from './leading.ts'
import { acted, amberAnswers, start, wish } from './requesting.ts'

/** What is typed, by whom it would be known. */
export const planted = {
  firmName: '鹭岛琥珀七号材料有限公司', uscc: aUscc(4242), legalPerson: '墨翟琥珀', ownerName: '端木琥珀', ownerPhone: '13944440001', contactName: '闻人琥珀', contactPhone: '13955550002',
  patentNumber: '201911044411', patentTitle: '琥珀凝胶蒸馏塔', coOwner: '琥珀共有研究院', markNumber: '48661190', markTitle: '琥珀鹭岛', words: '琥珀专用补充说明', fileName: '琥珀合同扫描件', amountFen: '735192400', amountYuan: '7351924', expiryWords: '琥珀公司说不必等了', callWords: '琥珀电话里讲了', failWords: '琥珀公司另找了资金',
} as const

/** untaken: offered · refused, expired, failed: over · revoked: taken, then taken back · early: taken back while it was offered · unchosen: never asked. */
export const bankRoles = ['untaken', 'refused', 'expired', 'failed', 'revoked', 'early', 'unchosen'] as const
export type BankRole = (typeof bankRoles)[number]
export interface ScenesBank { id: string; name: string; client: Client; accountId: string; lead: FirmLead | null }

export interface Scene {
  firmId: string
  owner: Client
  officer: Client
  requestId: string
  /** What only the server made: numbers and ids that lead to the firm. */
  made: Record<string, string>
  banks: Record<BankRole, ScenesBank>
  rightIds: string[]
  fileId: string
  /** As `revoked` sees it before the firm takes its consent back. */
  revoke(): Promise<void>
}

function ok<T>(reply: Reply<T>, status: number): T {
  if (reply.status !== status) throw new Error(`the scene is not as expected: ${reply.status} ${JSON.stringify(reply.error)}`)
  return reply.body
}

async function aBank(test: TestApp, officer: Client, n: number): Promise<ScenesBank> {
  const name = `琥珀对照银行${n}号`
  const { id } = ok(await officer.call(addBank, { body: { name }, key: `canary-bank-${n}` }), 201)
  const phone = `1396666000${n}`
  ok(await officer.call(addContact, { params: { id }, body: { phone, name: `柜员${n}` } }), 201)
  const client = await test.signIn(phone)
  return { id, name, client, accountId: (await client.call(getMe)).body.id, lead: null }
}

async function aFirm(test: TestApp): Promise<{ owner: Client; firmId: string; ownerId: string; rightIds: string[]; fileId: string }> {
  const owner = await test.signIn(planted.ownerPhone)
  const { id: ownerId } = ok(await owner.call(updateMe, { body: { name: planted.ownerName } }), 200)
  const { id: firmId } = ok(await owner.call(createFirm, { body: { uscc: planted.uscc, name: planted.firmName, town: '马桥镇', legalPerson: planted.legalPerson, industry: '新材料', scale: '小型' } }), 201)
  await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', '=', firmId).execute()
  const patent = ok(await owner.call(addRight, { body: { firmId, kind: 'patent', number: 'ZL201911044411.X', title: planted.patentTitle, coOwners: [planted.coOwner], filedOn: '2019-10-30', grantedOn: '2022-03-15', paidYear: 8 } }), 201)
  const mark = ok(await owner.call(addRight, { body: { firmId, kind: 'trademark', number: planted.markNumber, title: planted.markTitle, grantedOn: '2024-03-14', classes: [1] } }), 201)
  const fileId = await uploadFile(owner, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper', name: `${planted.fileName}.pdf` })
  return { owner, firmId, ownerId, rightIds: [patent.id, mark.id], fileId }
}

export async function aScene(test: TestApp): Promise<Scene> {
  const officer = await test.signIn(phones.officer)
  const { owner, firmId, ownerId, rightIds, fileId } = await aFirm(test)
  const banks = Object.fromEntries(await Promise.all(bankRoles.map(async (role, index) => [role, await aBank(test, officer.copy(), index + 1)] as const))) as Record<BankRole, ScenesBank>
  await keepSessions(test)
  const draft = ok(await start(owner, firmId, { ...wish, amount: planted.amountYuan, contactName: planted.contactName, contactPhone: planted.contactPhone, words: planted.words, rightIds, answers: { ...amberAnswers, consent: 'written' } }), 201)
  const { number } = await acted(owner, draft.id, 'submit')
  await acted(officer, draft.id, 'accept')
  const ask = async (role: BankRole) => (banks[role].lead = await consented(test, owner, draft.id, banks[role].id, { fields: everyField }))
  const act = (role: BankRole, ...[action, body]: [Parameters<typeof moved>[2], Parameters<typeof moved>[3]?]) => moved(banks[role].client, banks[role].lead?.id ?? '', action, body)

  await ask('refused')
  await act('refused', 'refuse', { code: 'other', reason: '这类不做' })
  await ask('expired')
  ok(await officer.copy().call(recordCall, { body: { leadId: banks.expired.lead?.id ?? '', outcome: 'reached', note: planted.callWords }, key: 'canary-call' }), 204)
  await moved(officer, banks.expired.lead?.id ?? '', 'expire', { reason: planted.expiryWords })
  await ask('failed')
  await act('failed', 'take')
  ok(await owner.call(addLeadFile, { params: { id: banks.failed.lead?.id ?? '' }, body: { fileId } }), 201)
  await act('failed', 'fail', { code: 'other', reason: planted.failWords })
  await ask('early')
  await moved(owner, banks.early.lead?.id ?? '', 'revoke')
  await ask('untaken')
  await ask('revoked')
  await act('revoked', 'take')
  ok(await owner.call(addLeadFile, { params: { id: banks.revoked.lead?.id ?? '' }, body: { fileId } }), 201)
  await act('revoked', 'examine')
  const request = ok(await owner.call(getRequest, { params: { id: draft.id } }), 200)
  return {
    firmId, owner, officer, requestId: draft.id, banks, rightIds, fileId,
    made: { firmId, ownerId, requestId: draft.id, requestNumber: number ?? '', fileId, patentId: rightIds[0] ?? '', markId: rightIds[1] ?? '', firstEvent: request.events[0]?.id ?? '' },
    revoke: async () => void (await moved(owner, banks.revoked.lead?.id ?? '', 'revoke')),
  }
}


/** Canaries by name: what this person may not come across. A bank knows its own name and its own leads; none knows of another. */
export function forbidden(scene: Scene, own: BankRole | null): Record<string, string> {
  const others = bankRoles.filter((role) => role !== own).flatMap((role) => {
    const { id, name, lead } = scene.banks[role]
    return [[`bank ${role}`, name], [`bank id ${role}`, id], ...(lead ? [[`lead ${role}`, lead.id], [`lead number ${role}`, lead.number], [`consent ${role}`, lead.consent.id]] : [])]
  })
  const mine = own ? scene.banks[own].lead : null
  return { ...planted, ...scene.made, ...(mine ? { 'its consent': mine.consent.id } : {}), ...Object.fromEntries(others) }
}

export interface Leak { where: string; canary: string }

function inText(text: string, where: string, canaries: Record<string, string>): Leak[] {
  const plain = text.normalize('NFKC').replace(/[\s\u200b-\u200d\ufeff]/g, '').toLowerCase()
  return Object.entries(canaries).filter(([, value]) => value !== '' && plain.includes(value.toLowerCase())).map(([canary]) => ({ where, canary }))
}

/** Every key and every leaf, numbers too. */
export function inJson(value: unknown, where: string, canaries: Record<string, string>): Leak[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => inJson(one, `${where}[${index}]`, canaries))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, one]) => [...inText(key, `${where} (key)`, canaries), ...inJson(one, `${where}.${key}`, canaries)])
  return value === null || value === undefined ? [] : inText(String(value), where, canaries)
}

/** A reply whole: its JSON field by field, a workbook unpacked, anything else as text; and its headers. */
export function inReply(reply: Reply<unknown>, where: string, canaries: Record<string, string>): Leak[] {
  const headers = inJson(Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, decoded(value ?? '')])), `${where} headers`, canaries)
  if (reply.body !== undefined) return [...headers, ...inJson(reply.body, where, canaries)]
  const bytes = Buffer.from(reply.bytes)
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return [...headers, ...[...unzip(bytes)].flatMap(([name, text]) => inText(text, `${where} ${name}`, canaries))]
  return [...headers, ...inText(bytes.toString('utf8'), where, canaries)]
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
