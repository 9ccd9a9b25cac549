// Reports for whoever sees the assessment (the plan in it for the firm only), blank tables for everybody, the county's figures for officers.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/assessment/endpoints.ts'
import { StatisticsQuerySchema, StatisticsSchema, TemplateParamsSchema } from '#contract/assessment/schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { xlsxType } from '../files/downloads.ts'
import { attachmentHeader } from '../files/file-name.ts'
import { route, type SignedIn } from '../http/route.ts'
import { openAssessment } from './access.ts'
import { registerDownload } from './downloads.ts'
import { inOrder, viewStep } from './plan.ts'
import { listSteps } from './plan-repository.ts'
import { buildReport } from './report/build-report.ts'
import type { PrintedReport } from './report/printed-report.ts'
import { printReport } from './report/print-report.ts'
import { writeReportSheet, writeTemplate } from './report/report-sheet.ts'
import { getStatistics } from './statistics.ts'
import { editionOf, viewAssessment } from './view.ts'

/** The report as this reader may have it. Leaves a line in the audit. Throws `not-found` as openAssessment does. */
async function reportFor(deps: Deps, account: SignedIn, id: string, requestId: string, kind: 'pdf' | 'xlsx'): Promise<PrintedReport> {
  const at = deps.clock.now()
  const opened = await openAssessment(deps.db, account, id)
  const { row, side } = opened
  const assessment = await viewAssessment(deps, deps.db, opened)
  const firm = await deps.db.selectFrom('firms').select('uscc').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const plan = side === 'firm' ? inOrder((await listSteps(deps.db, id)).map(viewStep)) : []
  await deps.commands.run((tx) => recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'assessment.report', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { kind } }))
  return buildReport({
    edition: editionOf(deps, row), assessment, plan, older: assessment.fromEditionId === null ? null : (deps.content.edition(assessment.fromEditionId) ?? null), uscc: firm.uscc, service: deps.content.county.serviceName, today: shanghaiDate(at),
  })
}

const fileName = (report: PrintedReport, kind: string) => `自评报告-${report.edition.edition.replace(/[\s/]+/g, '')}-${report.today}.${kind}`

function registerTemplates(app: FastifyInstance, deps: Deps): void {
  /** Drawn once: content does not change while the process runs. */
  const drawn = new Map<string, Promise<Buffer>>()
  app.route<{ Params: { id: string; templateId: string } }>({
    method: 'GET', url: endpoints.getTemplate.path, exposeHeadRoute: false, config: { access: 'public' }, schema: { params: TemplateParamsSchema },
    handler: async (request, reply) => {
      const { id, templateId } = request.params
      const template = deps.content.edition(id)?.templates.find((one) => one.id === templateId)
      if (!template) throw notFound(`edition ${id} has no template ${templateId}`)
      const key = `${id} ${templateId}`
      const bytes = drawn.get(key) ?? writeTemplate(template)
      drawn.set(key, bytes)
      return reply.headers({
        'content-type': xlsxType, 'content-disposition': attachmentHeader(`${template.title}.xlsx`), 'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=3600',
      }).send(await bytes)
    },
  })
}

export function registerAssessmentReports(app: FastifyInstance, deps: Deps): void {
  registerDownload(app, endpoints.getReportPdf.path, async (account, id, requestId) => {
    const report = await reportFor(deps, account, id, requestId, 'pdf')
    return { bytes: await printReport(report), type: 'application/pdf', name: fileName(report, 'pdf') }
  })
  registerDownload(app, endpoints.getReportSheet.path, async (account, id, requestId) => {
    const report = await reportFor(deps, account, id, requestId, 'xlsx')
    return { bytes: await writeReportSheet(report), type: xlsxType, name: fileName(report, 'xlsx') }
  })
  registerTemplates(app, deps)
  route(app, endpoints.getStatistics, { access: ['officer'], query: StatisticsQuerySchema, reply: { 200: StatisticsSchema } }, ({ account, query, request }) => getStatistics(deps, account, query, request.id))
}
