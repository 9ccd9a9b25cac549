// Files members keep: sent whole, stored nowhere on the way.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { IdParamsSchema } from '#contract/schema.ts'
import { AppError } from '../errors.ts'
import { sendDownload } from '../files/downloads.ts'
import type { SignedIn } from '../http/route.ts'

export interface Download { bytes: Uint8Array; type: string; name: string }

function signedIn({ account }: FastifyRequest): SignedIn {
  if (!account) throw new AppError('not-signed-in')
  return account
}

/** A GET of one assessment's file for whoever is signed in; `make` asks whether they may. */
export function registerDownload(app: FastifyInstance, url: string, make: (account: SignedIn, id: string, requestId: string) => Promise<Download>): void {
  app.route<{ Params: { id: string } }>({
    method: 'GET', url, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => { signedIn(request) },
    handler: async (request, reply) => {
      const { bytes, type, name } = await make(signedIn(request), request.params.id, request.id)
      return sendDownload(reply, { bytes, type, name })
    },
  })
}
