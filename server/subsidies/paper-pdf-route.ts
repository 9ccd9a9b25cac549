// Papers of an application as one PDF: one paper, or all of them in the order of the scheme.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { closed, IdParamsSchema, IdSchema } from '#contract/schema.ts'
import { getPaperPdf, getPapersPdf } from '#contract/subsidies/endpoints.ts'
import Type from 'typebox'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { sendDownload } from '../files/downloads.ts'
import { countFileRead } from '../files/many-reads.ts'
import { mergeToPdf, type StoredPart } from '../files/merge-pdf.ts'
import { findFiles } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { getVisibleApplication } from './access.ts'
import { programmeOf } from './snapshot.ts'
import { viewApplication } from './view.ts'

const PaperPdfParams = closed({ id: IdSchema, paperId: Type.String({ maxLength: 40 }) })

interface PapersOf { firmId: string; title: string; number: string | null; parts: StoredPart[] }

/** The papers this reader sees now: of a draft its own, of a submitted case the newest submission's, in the order of the scheme. Throws `not-found` where there is no page. */
async function papersFor(deps: Deps, account: SignedIn, id: string, paperId: string | undefined): Promise<PapersOf> {
  const { row, reader } = await getVisibleApplication(deps.db, account, id)
  const application = await viewApplication(deps, deps.db, row, { side: reader, accountId: account.id, duty: account.duty })
  const files = await findFiles(deps.db, application.papers.map((page) => page.file.id))
  const parts = programmeOf(deps, row).papers.filter((paper) => paperId === undefined || paper.id === paperId).map((paper) => ({
    title: paper.name,
    files: application.papers.filter((page) => page.paperId === paper.id).toSorted((one, other) => one.position - other.position)
      .flatMap((page) => files.find((file) => file.id === page.file.id) ?? []),
  })).filter((part) => part.files.length > 0)
  if (parts.length === 0) throw notFound(`application ${id} has no page of ${paperId ?? 'any paper'}`)
  return { firmId: row.firm_id, title: row.title, number: row.number, parts }
}

async function recordFetch(deps: Deps, account: SignedIn, id: string, requestId: string, { firmId, parts }: PapersOf, paperId: string | undefined): Promise<void> {
  const at = deps.clock.now()
  const files = parts.reduce((sum, part) => sum + part.files.length, 0)
  await deps.commands.run(async (tx) => {
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? 'firm', action: 'subsidies.papers-pdf', subject: `case:${id}`, firmId, requestId, details: { files, ...(paperId === undefined ? {} : { paperId }) } })
    // Fetched at once or one by one: it is the same number of files somebody has seen.
    if (account.role === 'officer') await countFileRead(deps, tx, account, at, requestId, files)
  })
}

export function registerPaperPdf(app: FastifyInstance, deps: Deps): void {
  async function send(reply: FastifyReply, account: SignedIn | null, id: string, paperId?: string): Promise<FastifyReply> {
    if (!account) throw new AppError('not-signed-in')
    const papers = await papersFor(deps, account, id, paperId)
    const what = paperId === undefined ? papers.title : (papers.parts[0]?.title ?? '')
    const bytes = await mergeToPdf(deps.files, what, papers.parts)
    await recordFetch(deps, account, id, reply.request.id, papers, paperId)
    return sendDownload(reply, { bytes, type: 'application/pdf', name: `${what}-${papers.number ?? '草稿'}.pdf` })
  }

  app.route<{ Params: { id: string } }>({
    method: getPapersPdf.method, url: getPapersPdf.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    handler: (request, reply) => send(reply, request.account, request.params.id),
  })
  app.route<{ Params: { id: string; paperId: string } }>({
    method: getPaperPdf.method, url: getPaperPdf.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: PaperPdfParams },
    handler: (request, reply) => send(reply, request.account, request.params.id, request.params.paperId),
  })
}
