// An officer changes a question and a condition in the editor, a second one publishes, and a firm's draft tells what changed and is handed in.
import { addPaperPage, getApplication, getProgramme, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, openDesk, test as base } from '../support/journey.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { startServer } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { aScan } from './papers.ts'
import { signInAt } from './walks.ts'

// The scheme of this server changes for everybody, so it is its own.
const test = base.extend<object, { server: Awaited<ReturnType<typeof startServer>> }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.setTimeout(240_000)

/** A draft of firm A with everything in it but the submission. */
async function fillDraft(client: Client): Promise<string> {
  const me = await client.signIn(phones.clerk)
  const firmId = me.firms[0]?.id ?? ''
  const { body: draft } = await client.call(startApplication, { body: { firmId, programmeId: 'P06' } })
  const answers = { ...sampleAnswers('P06'), certNo: '示例-IPMS-2026-0061', companyName: draft.firmName, bankAccountName: draft.firmName }
  await client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
  const { body: programme } = await client.call(getProgramme, { params: { id: 'P06' } })
  for (const paper of programme.papers.filter((one) => one.origin === 'firm')) {
    const { buffer, mimeType, name } = aScan(`${paper.name}.pdf`, 1)
    const fileId = await uploadFile(client, { bytes: buffer, name, type: mimeType, firmId, purpose: 'paper' })
    await client.call(addPaperPage, { params: { id: draft.id }, body: { paperId: paper.id, fileId } })
  }
  return draft.id
}

test('a scheme is changed by two officers, and a firm in the middle of it finishes', async ({ page, server }) => {
  const client = createClient(fetchSender(server.url), server.url)
  const id = await fillDraft(client)
  const title = (await client.call(getProgramme, { params: { id: 'P06' } })).body.title
  const desk = await openDesk(page, server.url)

  await test.step('an officer opens the scheme, words one option and one condition anew, and proposes it', async () => {
    await signInAt(desk, '/desk/schemes', phones.officer)
    await desk.getByRole('link', { name: new RegExp(title.slice(0, 10)) }).click()
    await expect(desk.getByText('1 家企业有草稿')).toBeVisible()
    await desk.getByRole('button', { name: '改这个项目' }).click()
    await desk.waitForURL('**/desk/schemes/P06/edit')
    await desk.getByRole('button', { name: /填什么/ }).click()
    await desk.getByRole('button', { name: /^认证/ }).click()
    await desk.getByRole('button', { name: /^ISO 56005 分级/ }).click()
    await desk.getByRole('textbox', { name: '第 3 个选项' }).fill('2 级（含以上见证书）')
    await desk.getByRole('button', { name: /申报条件/ }).first().click()
    await desk.getByRole('button', { name: /^证书有效，没有被暂停或撤销/ }).click()
    await desk.getByRole('textbox', { name: /给企业看的话/ }).fill('证书在有效期内，没有被暂停或撤销')
    await desk.getByRole('button', { name: '送第二人核准' }).click()
    await expect(desk.getByText('等第二人核准 第 2 版')).toBeVisible()
    await desk.goto('/desk/schemes/P06')
    await expect(desk.getByText(/不能自己核准/)).toBeVisible()
    await expect(desk.getByRole('button', { name: /核准并发布/ })).toHaveCount(0)
  })

  const second = await openDesk(page, server.url)
  await test.step('a second officer sees exactly what changed, and publishes', async () => {
    await signInAt(second, '/desk/schemes', phones.secondOfficer)
    await second.getByRole('status').getByRole('link', { name: title }).click()
    const draft = second.getByRole('region', { name: '第 2 版' })
    await expect(draft.getByText('2 级（含以上见证书）').first()).toBeVisible()
    await expect(draft.getByText('证书在有效期内，没有被暂停或撤销', { exact: true })).toBeVisible()
    await draft.getByRole('button', { name: '核准并发布第 2 版' }).click()
    const sheet = second.getByRole('dialog')
    await expect(sheet.getByText(/1 家企业的草稿，答案都留着/)).toBeVisible()
    await sheet.getByRole('button', { name: '核准并发布' }).click()
    await expect(second.getByText('线上是第 2 版')).toBeVisible()
  })

  await test.step('the firm is told, finds everything it wrote, and does the one thing again', async () => {
    await signInAt(page, '/messages', phones.clerk)
    await page.getByRole('link', { name: new RegExp(`申报表改了：${title.slice(0, 6)}`) }).click()
    await page.waitForURL(`**/subsidies/applications/${id}`)
    await expect(page.getByText('这张表改过了，已经填的都留着。')).toBeVisible()
    await expect(page.getByText('有 1 处要重新填')).toBeVisible()
    await page.getByText(/看看改了什么/).click()
    await expect(page.getByRole('link', { name: '条件：证书在有效期内，没有被暂停或撤销' })).toBeVisible()
    await page.getByRole('link', { name: '重新填「ISO 56005 分级（如申报）」' }).click()
    await page.getByRole('combobox', { name: /ISO 56005 分级/ }).selectOption('2 级（含以上见证书）')
    await expect(page.getByText('已存到服务器').first()).toBeVisible()
    await page.goto(`/subsidies/applications/${id}/check`)
    await page.getByText('以上属实').first().click({ position: { x: 12, y: 12 } })
    await page.getByRole('button', { name: /提交给/ }).click()
    await page.waitForURL('**/submitted')
    const { body } = await client.call(getApplication, { params: { id } })
    expect(body.programme?.conditions.map(({ label }) => label)).toContain('证书在有效期内，没有被暂停或撤销')
  })
  await desk.context().close()
  await second.context().close()
})
