// Whoever's second factor changes hears of it, themselves too, with the time and whom to turn to (pitfall C26: and the link opens).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { getSecondFactor, proveSecondFactor, removeSecondFactor, renewRecoveryCodes } from '#contract/accounts/factor-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { runOperatorCommand } from '#server/operator.ts'
import { codeAt, setUpFactor } from '../accounts/factor.ts'
import { act } from '../accounts/staff-desk.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/handling.ts'
import { opensFor, type Reader } from './opening.ts'

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())

it('a second factor set up, made anew, its recovery codes renewed, one used, given up, reset by an administrator and by the operator', async () => {
  const [expert, admin] = [await test.signIn(phones.expert), await test.signIn(phones.system)]
  const { id } = await done(expert.call(getMe))
  const readers = new Map<string, Reader>([[id, { client: expert, duty: 'expert' }]])
  const seen = new Set<MessageKind>()
  const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, seen, reads: { 'me-second-factor': (client) => client.call(getSecondFactor) } }, deed)
  await opens(() => setUpFactor(test, expert))
  test.clock.advance(60_000)
  let factor = { secret: '', recoveryCodes: [''] }
  await opens(async () => { factor = await setUpFactor(test, expert) })
  await opens(() => done(expert.call(renewRecoveryCodes), 201).then(({ recoveryCodes }) => { factor.recoveryCodes = recoveryCodes }))
  await opens(() => done(expert.call(proveSecondFactor, { body: { code: factor.recoveryCodes[0] ?? '' } })))
  // A wrong code and one of the app are no news.
  await expert.call(proveSecondFactor, { body: { code: '000000' } })
  test.clock.advance(60_000)
  await done(expert.call(proveSecondFactor, { body: { code: codeAt(test, factor.secret) } }))
  await opens(() => done(expert.call(removeSecondFactor), 204))
  await test.runWorker()
  const items = (await done(expert.call(listMessages))).items.filter(({ title }) => /动态口令|恢复码/.test(title))
  expect(items.map(({ title }) => title).toSorted()).toEqual(['动态口令已停用', '动态口令已设好', '动态口令换了', '恢复码换了新的', '用掉了一个恢复码'].toSorted())
  for (const { body } of items) expect(body).toMatch(/^2026年11月23日 10:\d\d.*请马上联系系统管理员。$/)
  expect(items.find(({ title }) => title === '用掉了一个恢复码')?.body).toContain('还剩 9 个')
  expect(Object.keys(messageValues).filter((kind) => kind.startsWith('factor.') && !seen.has(kind as MessageKind))).toEqual([])

  // Reset for them: they are signed out, and read it when they are back.
  for (const reset of [
    () => done(act(admin, id, 'reset-factor', { reason: '手机丢了' })),
    () => runOperatorCommand(test.deps, { name: 'staff reset-factor', args: { phone: phones.expert } }),
  ]) {
    test.clock.advance(61_000)
    await setUpFactor(test, await test.signIn(phones.expert))
    await reset()
    await test.runWorker()
    test.clock.advance(61_000)
    const inbox = (await done((await test.signIn(phones.expert)).call(listMessages))).items
    expect(inbox.filter(({ title }) => title === '您的动态口令被重置了')[0]?.body).toMatch(/^2026年11月23日 10:\d\d，.+重置.*请马上联系系统管理员。$/)
    await test.db.deleteFrom('messages').where('account_id', '=', id).execute()
  }
})
