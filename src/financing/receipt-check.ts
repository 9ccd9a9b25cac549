// A receipt is worth what its hash is worth: the browser works it out anew, and sees that the line says what stands on the page.
import type { Receipt } from '#contract/financing/lead-schema.ts'
import { dateTime } from '#client/ui/format.ts'

/** unknown: no cryptography here (a plain http address). */
export async function checkReceipt({ canonical, hash, ...said }: Receipt): Promise<'right' | 'wrong' | 'unknown'> {
  const subtle = globalThis.crypto?.subtle
  if (!subtle) return 'unknown'
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(canonical))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const named = [said.leadNumber, said.firmName, said.uscc, said.bankName, said.text, said.textVersion, said.givenAt]
  return hex === hash.toLowerCase() && named.every((value) => canonical.includes(JSON.stringify(value).slice(1, -1))) ? 'right' : 'wrong'
}

export function receiptText(receipt: Receipt): string {
  return [
    '知识产权质押融资授权凭证',
    `对接编号：${receipt.leadNumber}`,
    `企业：${receipt.firmName}（${receipt.uscc}）`,
    `提供给：${receipt.bankName}`,
    `同意：${receipt.givenBy}，${dateTime(receipt.givenAt, true)}`,
    ...(receipt.revokedAt ? [`已撤回：${dateTime(receipt.revokedAt, true)}`] : []),
    `给看的内容：${receipt.fields.map(({ title, what }) => `${title}（${what}）`).join('；')}`,
    '',
    receipt.text,
    `文本版本：${receipt.textVersion}`,
    '',
    `校验码（SHA-256）：${receipt.hash}`,
    `原文：${receipt.canonical}`,
  ].join('\n')
}
