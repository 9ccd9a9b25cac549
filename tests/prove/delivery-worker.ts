// The worker as a process of its own that dies at one exact step: before or after any commit, before or after any call to a provider.
import { loadConfig } from '#server/config.ts'
import type { Deps } from '#server/deps.ts'
import { channels } from '#contract/messages/channels.ts'
import { deliverChannel } from '#server/messages/channel-worker.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { openDeps } from '#server/start.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** It dies at the nth step of this kind; where that never comes, at some step all the same. */
const crashAt = Number(process.env.CRASH_AT ?? 0)
const crashStep = process.env.CRASH_STEP ?? ''
const anyStepAt = 400
let [steps, ofThisKind] = [0, 0]

function step(name: string): void {
  steps += 1
  if (name === crashStep) ofThisKind += 1
  if (crashAt === 0 || !((name === crashStep && ofThisKind === crashAt) || steps === anyStepAt)) return
  process.stdout.write(`${name}\n`, () => process.kill(process.pid, 'SIGKILL'))
  // Nothing more happens in this process, whatever has been started.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)
  process.kill(process.pid, 'SIGKILL')
}

function around<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    step(`before ${name}`)
    const result = await call(...args)
    step(`after ${name}`)
    return result
  }
}

/** Every place where a process can be between two things that last. */
function breakable(deps: Deps): Deps {
  const { sms, push, mail } = deps.channels
  return {
    ...deps,
    commands: { idle: () => deps.commands.idle(), run: (work) => around('a commit', () => deps.commands.run(work))() },
    channels: {
      sms: sms.map((provider) => ({ ...provider, send: around('an SMS', provider.send), ask: around('a question', provider.ask) })),
      push: push && { publicKey: push.publicKey, send: around('a push', push.send) },
      mail: mail && { send: around('a mail', mail.send) },
    },
  }
}

const { deps, close } = await openDeps(loadConfig(), silent)
const worked = breakable(deps)
async function drain(round: () => Promise<number>): Promise<number> {
  let all = 0
  for (;;) {
    const taken = await round()
    if (taken === 0) return all
    all += taken
  }
}
for (;;) {
  const counts = await Promise.all([drain(() => deliverDue(worked)), ...channels.map((channel) => drain(() => deliverChannel(worked, channel)))])
  if (counts.every((count) => count === 0)) break
}
const left = await deps.db.selectFrom('deliveries').select((eb) => eb.fn.countAll<number>().as('n')).where('finished_at', 'is', null).executeTakeFirstOrThrow()
await close()
process.stdout.write(`left ${Number(left.n)}\n`)
