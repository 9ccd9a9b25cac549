// Things people do on more than one journey, found as a person finds them: by their words.
import { getMe } from '#contract/accounts/endpoints.ts'
import type { Locator, Page } from '@playwright/test'
import { expect } from '../support/journey.ts'

/** On the sign-in page: phone, code as the demo shows it, the notice accepted. */
export async function signIn(page: Page, phone: string): Promise<void> {
  await page.getByRole('textbox', { name: /手机号/ }).fill(phone)
  await page.getByRole('button', { name: '收短信码' }).click()
  await page.getByRole('button', { name: '填上' }).click()
  await page.getByText('我看过并同意').click({ position: { x: 12, y: 12 } })
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Somebody who has an account and a name already. */
export async function signInAt(page: Page, path: string, phone: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await signIn(page, phone)
  await page.waitForURL((url) => url.pathname === path)
}

export interface NewFirm {
  uscc: string
  name: string
  town: string
  legalPerson: string
}

export async function registerFirm(page: Page, firm: NewFirm): Promise<void> {
  await expect(page.getByRole('heading', { name: '登记企业' })).toBeVisible()
  await page.getByRole('textbox', { name: /统一社会信用代码/ }).fill(firm.uscc)
  await page.getByRole('textbox', { name: /企业名称/ }).fill(firm.name)
  await page.getByRole('combobox', { name: /所在镇办/ }).selectOption(firm.town)
  await page.getByRole('textbox', { name: /法定代表人/ }).fill(firm.legalPerson)
  await page.getByRole('button', { name: '登记', exact: true }).click()
}

/** Chooses files with the button of this word inside `place`, e.g. 拍照 or 文件. */
export async function choose(page: Page, place: Locator, word: '拍照' | '相册' | '文件', file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await place.getByText(word, { exact: true }).click()
  await (await chooser).setFiles(file)
}

export const nextStep = (page: Page) => page.getByRole('button', { name: '存好，下一步' }).click()

/** The phone's connection, to be slowed down, cut and mended. */
export async function openLine(page: Page): Promise<{ slow(): Promise<void>; cut(): Promise<void>; mend(): Promise<void> }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const emulate = async (offline: boolean, bytesPerSecond: number): Promise<void> => {
    await session.send('Network.emulateNetworkConditions', { offline, latency: 50, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond })
  }
  return {
    slow: () => emulate(false, 300_000),
    cut: () => emulate(true, 0),
    mend: () => emulate(false, -1),
  }
}

/** The first firm of whoever is signed in on this phone. */
export async function firmIdOf(page: Page): Promise<string> {
  const me = (await (await page.request.get(getMe.path)).json()) as { firms: { id: string }[] }
  return me.firms[0]?.id ?? ''
}

/** One deed of an officer: its button at the foot of the case, what the sheet asks, its confirmation. */
export async function deed(desk: Page, button: RegExp, confirm: RegExp, fill: (sheet: Locator) => Promise<void> = () => Promise.resolve()): Promise<void> {
  await desk.locator('.desk-acts').getByRole('button', { name: button }).click()
  const sheet = desk.locator('.deed-sheet:visible')
  await fill(sheet)
  await sheet.getByRole('button', { name: confirm }).click()
  await expect(sheet).toBeHidden()
}
