import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { Right, RightDetail, RightKind } from '#contract/portfolio/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import RightPicker from '#client/portfolio/RightPicker.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, aTrademark, me, today } from './rights.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const chosen = vi.fn<(rights: Right[]) => void>()
interface Wish { kinds?: RightKind[]; chosen?: string[]; max?: number }
/** Opens by a button, as a page does. */
const stage = (wish: Wish) =>
  defineComponent({
    setup() {
      useSessionStore().set(me)
      const show = ref(false)
      return () => [
        h('button', { onClick: () => (show.value = true) }, '从台账选'),
        h(RightPicker, { ...wish, show: show.value, firmId: 'f1', 'onUpdate:show': (next: boolean) => (show.value = next), onChoose: chosen }),
      ]
    },
  })
const patents = [
  aPatent(),
  aPatent({ id: 'r3', number: 'ZL202019999077.1', title: '一种阀门', filedOn: '2020-09-05', paidYear: 7, pledge: 'pledged', coOwners: ['山东某大学'] }),
  aPatent({ id: 'r4', number: 'ZL202219999088.2', title: '一种反应釜' }),
  aTrademark(),
]
async function open(wish: Wish = {}, items: RightDetail[] = patents): Promise<void> {
  answer('GET /api/portfolio/rights', 200, { items: items.map(({ lines: _lines, ...right }) => right), isReduced: false, today })
  page = await mountPage(stage(wish), '/somewhere')
  await page.press('从台账选')
}
const boxOf = (title: string) => {
  const label = [...document.querySelectorAll('label')].find((element) => element.textContent?.includes(title))
  const box = label && document.getElementById(label.htmlFor)
  if (!(box instanceof HTMLInputElement)) throw new Error(`no box for ${title}`)
  return box
}
async function tick(title: string): Promise<void> {
  boxOf(title).click()
  await page.settle()
}
async function search(words: string): Promise<void> {
  const box = document.querySelector<HTMLInputElement>('input[type="search"]')
  if (!box) throw new Error('no search')
  box.value = words
  box.dispatchEvent(new Event('input'))
  await page.settle()
}
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  chosen.mockReset()
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('choosing rights out of the portfolio', () => {
  it('asks the server only once the sheet is open', async () => {
    answer('GET /api/portfolio/rights', 200, { items: [], isReduced: false, today })
    page = await mountPage(stage({}), '/somewhere')
    expect(sent).toEqual([])
  })

  it('shows number, title, state, pledge, doubt and end of term', async () => {
    await open()
    const text = page.text()
    for (const word of ['ZL 2021 1 9999021.6', '一种阀门', '质押中', '与山东某大学共有', '期限到 2040年9月4日', '号码待核', '第8661190号']) expect(text).toContain(word)
  })

  it('tells the ticked ones in the order of the list, once, and closes', async () => {
    await open()
    expect(page.button('还没有选').disabled).toBe(true)
    await tick('一种反应釜')
    await tick('一种含氟密封材料')
    await page.press('选好 2 件')
    expect(chosen.mock.calls.map(([rights]) => rights.map(({ id }) => id))).toEqual([['r1', 'r4']])
  })

  it('takes a tick back', async () => {
    await open()
    await tick('一种反应釜')
    await tick('一种反应釜')
    expect(page.button('还没有选').disabled).toBe(true)
  })

  it('of some kinds leaves the others out', async () => {
    await open({ kinds: ['patent'] })
    expect(page.text()).toContain('从台账选专利')
    expect(page.text()).not.toContain('8661190')
  })

  it('marks what is chosen already, however its number was typed, and does not offer it again', async () => {
    await open({ chosen: ['ｚｌ 2021 1 9999021．6'] })
    expect(page.text()).toContain('已经选过了')
    expect([boxOf('一种含氟密封材料').checked, boxOf('一种含氟密封材料').disabled]).toEqual([true, true])
    expect(boxOf('一种阀门').disabled).toBe(false)
  })

  it('stops at the most, what is there already counted, and says so', async () => {
    await open({ chosen: ['ZL202119999021.6'], max: 2 })
    await tick('一种阀门')
    expect(page.text()).toContain('最多 2 件，已经选满')
    expect([boxOf('一种反应釜').disabled, boxOf('一种阀门').disabled]).toEqual([true, false])
  })

  it.each([
    ['2020 1 9999077', '一种阀门'],
    ['反应', '一种反应釜'],
    ['山东某大', '一种阀门'],
    ['第8661190号', '苇畔'],
  ])('searched for %s finds %s', async (words, title) => {
    await open()
    await search(words)
    expect(document.querySelectorAll('.picker-list > li')).toHaveLength(1)
    expect(document.querySelector('.picker-list')?.textContent).toContain(title)
  })

  it('says when nothing is found, and keeps what is ticked', async () => {
    await open()
    await tick('一种阀门')
    await search('没有这样的')
    expect(page.text()).toContain('没有找到「没有这样的」')
    expect(page.button('选好 1 件').disabled).toBe(false)
  })

  it('leads to registering one, of the kind that is wanted, and back', async () => {
    await open({ kinds: ['trademark'] }, [])
    expect(page.text()).toContain('台账里还没有商标')
    expect(document.querySelector('a[href^="/rights/new"]')?.getAttribute('href')).toBe('/rights/new?return=1&kind=trademark')
  })

  it('without a network says so and can be tried again', async () => {
    page = await mountPage(stage({}), '/somewhere')
    await page.press('从台账选')
    expect(document.querySelector('[role="alert"]')).not.toBeNull()
    answer('GET /api/portfolio/rights', 200, { items: [aTrademark()], isReduced: false, today })
    await page.press('再试一次')
    expect(page.text()).toContain('第8661190号')
  })
})
