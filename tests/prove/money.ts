// Approvals for less money than there are cases, with kill -9 in between: whoever was told yes has it, the line is kept, and not a fen too much is promised.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingPapers } from '#contract/subsidies/answers.ts'
import { actOnApplication, getProgramme } from '#contract/subsidies/endpoints.ts'
import { openDatabase } from '#server/db/open.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { copyCase } from '../support/many-cases.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { uploadFile } from '../support/upload.ts'
import { prepare, Surprise } from './people.ts'

export interface MoneyFigures { kills: number; cases: number; approved: number; acknowledged: number; refused: number; problems: string[] }
const tenThousandYuan = 1_000_000
const enoughFor = 30
const claimed = '示例案号甲'
const declared = { reason: '同意支持', noConflict: true }

/** P09 pays half of what was spent; the demonstration gets the money for thirty cases of 10,000 元. */
function contentFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zqt-money-'))
  cpSync('content/huantai', folder, { recursive: true })
  const file = join(folder, 'subsidies/P09.json')
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), demoBudgetFen: enoughFor * tenThousandYuan }))
  return folder
}

async function signedIn(server: ServerProcess, phone: string): Promise<{ client: Client; firmId: string }> {
  const client = createClient(fetchSender(server.url), server.url)
  return { client, firmId: (await client.signIn(phone)).firms[0]?.id ?? '' }
}

async function recommendedCase(server: ServerProcess): Promise<string> {
  const { client, firmId } = await signedIn(server, phones.clerk)
  const answers = { ...sampleAnswers('P09', { feeFen: 2 * tenThousandYuan, caseNo: claimed }) }
  const programme = (await client.call(getProgramme, { params: { id: 'P09' } })).body
  const fileId = await uploadFile(client, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
  const papers = missingPapers(programme, answers, new Map()).map((paper) => ({ paperId: paper.id, fileId }))
  const { id } = await prepare({ client, firmId, programmeId: 'P09', answers, papers })
  const officer = (await signedIn(server, phones.officer)).client
  for (const [who, action, body] of [[client, 'submit', { statement: true }], [officer, 'accept', {}], [officer, 'recommend', declared]] as const) {
    const reply = await who.call(actOnApplication, { params: { id, action }, body, key: `money-${action}` })
    if (reply.status !== 200) throw new Surprise(`${action}: ${reply.status} ${JSON.stringify(reply.error)}`)
  }
  return id
}

/** Who approves until the server is gone; the same key for the same case, every time. */
async function approveAll(client: Client, ids: readonly string[], told: Map<string, boolean>): Promise<void> {
  await Promise.all(ids.map(async (id) => {
    const reply = await client.call(actOnApplication, { params: { id, action: 'approve' }, body: declared, key: `money-approve-${id}` }).catch(() => undefined)
    if (reply === undefined) return
    if (reply.status !== 200 && reply.status !== 409) throw new Surprise(`approve: ${reply.status} ${JSON.stringify(reply.error)}`)
    told.set(id, reply.status === 200)
  }))
}

export async function proveMoney(kills: number, databaseUrl?: string): Promise<MoneyFigures> {
  const folder = contentFolder()
  const env = { LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', CONTENT_DIR: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  const server = await startServer({ env })
  const problems: string[] = []
  const told = new Map<string, boolean>()
  const open = () => openDatabase({ dataDir: server.dataDir, databaseUrl })
  try {
    const first = await recommendedCase(server)
    await server.kill()
    const before = open()
    const ids = [first, ...(await copyCase({ db: before.db }, first, 99, claimed))]
    await before.close()
    for (let round = 0; round < kills; round += 1) {
      await server.start()
      const { client } = await signedIn(server, phones.secondOfficer)
      const work = approveAll(client, ids.filter((id) => told.get(id) !== true), told)
      await new Promise((go) => setTimeout(go, Math.random() * 120))
      await server.kill()
      await work
    }
    await server.start()
    const { client } = await signedIn(server, phones.secondOfficer)
    for (let again = 0; again < 40; again += 1) await approveAll(client, ids.filter((id) => told.get(id) !== true), told)
    await server.kill()
    const { db, close } = open()
    problems.push(...(await invariantProblems(db)))
    const approved = new Set((await db.selectFrom('cases').select('id').where('id', 'in', ids).where('state', '=', 'approved').execute()).map(({ id }) => id))
    for (const [id, isTold] of told) if (isTold && !approved.has(id)) problems.push(`case ${id}: told it is approved, and it is not`)
    const expected = ids.slice(0, enoughFor)
    if (approved.size !== enoughFor || expected.some((id) => !approved.has(id))) problems.push(`approved ${approved.size}, of the first ${enoughFor} in line ${expected.filter((id) => approved.has(id)).length}`)
    await close()
    return { kills, cases: ids.length, approved: approved.size, acknowledged: [...told.values()].filter(Boolean).length, refused: [...told.values()].filter((one) => !one).length, problems }
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
