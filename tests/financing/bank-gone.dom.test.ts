// What a bank's phone holds of a firm that takes its consent back, and of everybody once nobody is signed in: nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useUploadStore } from '#client/files/upload-store.ts'
import { uploadOwner } from '#client/financing/bank/forget-lead.ts'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { disk, fakeIdb, fakeKeyRange } from '../subsidies/stage.dom.ts'
import { aLead, aLine, contact, held, leads, names, now, open, serveBank, serveLead, texts, until } from './bank-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.stubGlobal('indexedDB', {})
vi.stubGlobal('IDBKeyRange', fakeKeyRange)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const gone = { code: 'not-found', requestId: 'r' }
const sentence = '企业撤回了授权，内容已不能再看'
/** The list has another lead, too: it stays. */
function serve(): void {
  serveLead(aLead('due-diligence'))
  answer('GET /api/financing/leads', 200, leads([aLine('due-diligence'), aLine('taken', { id: 'l2', number: 'HT2026-DJ-0002', firmName: '苇畔化工' })]))
}
function revoke(): void {
  answer('GET /api/financing/leads/l1', 404, gone)
  answer('GET /api/financing/leads', 200, leads([aLine('taken', { id: 'l2', number: 'HT2026-DJ-0002', firmName: '苇畔化工' })], { counts: { open: 2, running: 0, lent: 0, ended: 3, all: 5 } }))
}
function expectNothing(): void {
  const places = { page: document.documentElement.outerHTML, memory: held(), local: JSON.stringify({ ...localStorage }), session: JSON.stringify({ ...sessionStorage }), tab: document.title, history: JSON.stringify(window.history.state) }
  for (const [place, text] of Object.entries(places)) for (const name of [...names, 'HT2026-DJ-0001', '孙凯']) expect(text, `${place}: ${name}`).not.toContain(name)
  expect([...disk.keys()].filter((key) => key.includes('l1'))).toEqual([])
}
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
  disk.clear()
  localStorage.clear()
  serveBank()
  serve()
})
afterEach(() => {
  page.unmount()
  forgetVaults()
  forgetAnswers()
  vi.useRealTimers()
})
async function openTaken(query = ''): Promise<void> {
  page = await open(`/bank/leads/l1${query}`)
  await until(page, query === '' ? '孙凯' : '利率说明')
}
/** A message has come, as it does when a firm takes its consent back. */
async function comeBack(): Promise<void> {
  document.dispatchEvent(new Event('visibilitychange'))
  await until(page, sentence)
  await vi.waitFor(async () => {
    await page.settle()
    expect(page.text()).not.toContain(names[0])
  })
}

describe('a consent that was taken back', () => {
  it('closes the open page at the next question and leaves nothing of the firm anywhere', async () => {
    await openTaken()
    expect(held()).toContain(names[0])
    revoke()
    await comeBack()
    expect(texts('.bank-lead-gone a')).toEqual(['回到对接清单'])
    expectNothing()
    expect(page.text()).toContain('苇畔化工')
  })

  it('is noticed within a minute on a page that is left open, by what the list says', async () => {
    await openTaken()
    const before = sent.filter(({ url }) => url === '/api/financing/leads/l1').length
    await vi.advanceTimersByTimeAsync(60_000)
    await page.settle()
    // Nothing moved: the lead itself is not looked at again, which the firm would read as seen.
    expect(sent.filter(({ url }) => url === '/api/financing/leads/l1').length).toBe(before)
    revoke()
    await vi.advanceTimersByTimeAsync(60_000)
    await until(page, sentence)
    await vi.waitFor(async () => {
      await page.settle()
      expectNothing()
    })
  })

  it('takes the words that were being typed with it', async () => {
    await openTaken('?do=approve')
    await page.type('利率说明', `${names[0]}，年利率 3.65%`)
    await vi.waitFor(async () => {
      await page.settle()
      expect([...disk.keys()]).toContain('b1/financing/bank/l1/approve')
    })
    revoke()
    await comeBack()
    await vi.waitFor(() => expect([...disk.keys()].filter((key) => key.includes('l1'))).toEqual([]))
    expectNothing()
  })

  it('is found out by a deed, too', async () => {
    await openTaken('?do=approve')
    const [yuan] = document.querySelectorAll<HTMLInputElement>('.money input')
    yuan!.value = '4000000'
    yuan!.dispatchEvent(new Event('input'))
    await page.type('期限', '12')
    await page.type('利率说明', '3.65%')
    answerWith('POST /api/financing/leads/l1/actions/approve', () => {
      revoke()
      return { status: 404, body: gone }
    })
    await page.press('记下批复')
    await until(page, sentence)
    await vi.waitFor(async () => {
      await page.settle()
      expectNothing()
    })
  })

  it('stays closed when somebody goes back to it, without asking again', async () => {
    await openTaken()
    revoke()
    await comeBack()
    await page.router.push('/bank')
    await page.settle()
    const before = sent.filter(({ url }) => url === '/api/financing/leads/l1').length
    page.router.back()
    await until(page, sentence)
    expectNothing()
    expect(sent.filter(({ url }) => url === '/api/financing/leads/l1').length).toBe(before)
  })

  it('is said of a link that is opened later', async () => {
    revoke()
    page = await open('/bank/leads/l1')
    await until(page, sentence)
    expectNothing()
  })

  it('takes papers with it that were not sent yet', async () => {
    await openTaken()
    const uploads = useUploadStore()
    await uploads.add({ owner: uploadOwner('l1'), page: '/bank/leads/l1', firmId: null, purpose: 'loan', attach: () => Promise.resolve() }, [new File(['%PDF-1.4'], '尽调清单.pdf', { type: 'application/pdf' })])
    await vi.waitFor(async () => {
      await page.settle()
      expect(uploads.items).toHaveLength(1)
    })
    revoke()
    await comeBack()
    await vi.waitFor(async () => {
      await page.settle()
      expect(uploads.items).toEqual([])
    })
    await vi.waitFor(() => expectNothing())
    expect([...disk.keys()].filter((key) => key.includes('upload'))).toEqual([])
  })
})

describe('the receipt of a bank', () => {
  const receipt = { id: 'c1', leadId: 'l1', leadNumber: 'HT2026-DJ-0001', firmName: names[0], uscc: names[1], bankName: '示例银行甲', fields: [], text: '我代表企业，单独同意', textVersion: '1', givenBy: names[2], givenAt: now, revokedAt: null, canonical: '{}', hash: 'ab' }
  it('is there as long as the consent is, and gone with it', async () => {
    answer('GET /api/financing/consents/c1', 200, receipt)
    page = await open('/bank/receipts/c1')
    await until(page, names[0])
    answer('GET /api/financing/consents/c1', 404, gone)
    document.dispatchEvent(new Event('visibilitychange'))
    await until(page, sentence)
    expectNothing()
  })

  it('is not shown once the session is lost', async () => {
    answer('GET /api/financing/consents/c1', 200, receipt)
    page = await open('/bank/receipts/c1')
    await until(page, names[0])
    useSessionStore().isLost = true
    await vi.waitFor(async () => {
      await page.settle()
      expectNothing()
    })
  })
})

describe('when nobody is signed in any more', () => {
  it('shows nothing once the session is lost, and asks anew when the same contact is back', async () => {
    await openTaken()
    const session = useSessionStore()
    session.isLost = true
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).toContain('登录后接着看')
    })
    expectNothing()
    session.set(contact)
    await until(page, '孙凯')
  })

  it('holds nothing after signing out, and goes elsewhere for somebody who is no contact', async () => {
    await openTaken()
    answer('DELETE /api/accounts/session', 204)
    const session = useSessionStore()
    await session.signOut()
    await page.settle()
    expectNothing()
    session.set({ ...contact, id: 'f9', roles: [] })
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.router.currentRoute.value.path).toBe('/')
    })
  })

  it('is empty in the memory the browser keeps of pages, and asks who is there before it shows anything again', async () => {
    await openTaken()
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    await page.settle()
    for (const name of names) expect(document.querySelector('main')?.outerHTML).not.toContain(name)
    answer('GET /api/accounts/me', 401, { code: 'not-signed-in', requestId: 'r' })
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.router.currentRoute.value.path).toBe('/sign-in')
    })
    expectNothing()
  })
})
