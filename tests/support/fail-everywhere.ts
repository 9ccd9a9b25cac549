// Promise A6 by experiment: a command is made to fail at each of its statements in turn, and leaves every row as it was.
import { sideOf } from '#contract/accounts/duties.ts'
import type { KyselyPlugin } from 'kysely'
import { expect } from 'vitest'
import { createCommands } from '#server/db/commands.ts'
import type { Deps } from '#server/deps.ts'
import type { SignedIn } from '#server/http/route.ts'
import type { TestApp } from './app.ts'
import { everything } from './everything.ts'

class Injected extends Error {}

/** Fails the n-th query of everything that runs through its commands. */
function failingAt(test: TestApp, n: number): Deps {
  let count = 0
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count += 1
      if (count === n) throw new Injected()
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  return { ...test.deps, commands: createCommands(test.db.withoutPlugins().withPlugin(plugin), test.deps.databaseKind) }
}

/** Returns how many statements there are; the last time it is done for real. */
export async function failEverywhere(test: TestApp, deed: (deps: Deps) => Promise<unknown>): Promise<number> {
  const before = await everything(test)
  for (let n = 1; ; n += 1) {
    const outcome = await deed(failingAt(test, n)).then(() => 'done', (error: unknown) => error)
    if (outcome === 'done') return n - 1
    expect(outcome).toBeInstanceOf(Injected)
    expect(await everything(test), `after query ${n} failed`).toBe(before)
  }
}

/** As the session of a request would name them. */
export async function signedInAs({ db, clock }: Pick<TestApp, 'db' | 'clock'>, id: string): Promise<SignedIn> {
  const account = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { id, name: account.name, phone: account.phone, role: account.staff_role && sideOf(account.staff_role), duty: account.staff_role, sessionId: '', confirmedAt: clock.now() }
}
