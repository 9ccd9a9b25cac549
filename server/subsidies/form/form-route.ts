import type { FastifyInstance } from 'fastify'
import { IdParamsSchema } from '#contract/schema.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { getApplicationForm } from '#contract/subsidies/endpoints.ts'
import { recordAudit } from '#server/audit/record.ts'
import type { Deps } from '#server/deps.ts'
import { AppError } from '#server/errors.ts'
import { sendDownload } from '#server/files/downloads.ts'
import type { SignedIn } from '#server/http/route.ts'
import { getVisibleApplication } from '../access.ts'
import { openAnswers } from '../sealed.ts'
import { programmeOf, readSnapshot } from '../snapshot.ts'
import { viewApplication } from '../view.ts'
import { buildForm } from './build-form.ts'
import { printForm } from './print-form.ts'

/** The form of one application for this reader: its firm gets the account number in full, as it stands on the paper; officers its last digits. */
async function formFor(deps: Deps, account: SignedIn, id: string) {
  const { row, reader } = await getVisibleApplication(deps.db, account, id)
  const application = await viewApplication(deps, deps.db, row, { side: reader, accountId: account.id, duty: account.duty })
  const programme = programmeOf(deps, row)
  // While the firm corrects it prints what it is about to hand in: the stamped form may be among what it has to give anew.
  const isCorrecting = reader === 'firm' && row.state === 'returned'
  const given = isCorrecting ? row.application.answers : (readSnapshot(row.application.snapshot)?.answers ?? row.application.answers)
  const answers = reader === 'firm' ? openAnswers(deps.config.secret, given) : application.answers
  const form = buildForm({
    application: isCorrecting ? { ...application, amount: computeAmount(programme, answers) } : application,
    programme,
    answers,
    office: deps.content.county.office,
    publicUrl: deps.config.publicUrl,
  })
  return { form, application }
}

export function registerApplicationForm(app: FastifyInstance, deps: Deps): void {
  app.route<{ Params: { id: string } }>({
    method: getApplicationForm.method, url: getApplicationForm.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { account } = request
      const { form, application } = await formFor(deps, account, request.params.id)
      const bytes = await printForm(form)
      await deps.commands.run((tx) => recordAudit(tx, {
        at: deps.clock.now(), accountId: account.id, role: account.duty ?? 'firm', action: 'subsidies.form', subject: `case:${application.id}`, firmId: application.firmId, requestId: request.id,
      }))
      return sendDownload(reply, { bytes, type: 'application/pdf', name: `申请表-${application.number ?? '草稿'}.pdf` })
    },
  })
}
