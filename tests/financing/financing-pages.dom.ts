// A firm's phone with rights and the county's rules, on the fake network of mount-page.dom.ts.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import { financingOf, readinessRulesOf } from '#contract/financing/products.ts'
import type { FinancingContent } from '#contract/financing/product-schema.ts'
import type { Me } from '#contract/accounts/schema.ts'
import type { RightDetail } from '#contract/portfolio/schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { financingRoutes } from '#client/financing/routes.ts'
import { answer, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { me, today } from '../portfolio/rights.dom.ts'
import huantai from '../../content/huantai/financing.json'

export const content = huantai as FinancingContent
const schemes = [{ id: 'P01', title: '质押融资贷款贴息', summary: '按约还本付息的，贴一部分利息。' }]

/** What everybody may read, and the rights of this firm. */
export function serve(items: readonly RightDetail[], over: Partial<FinancingContent> = {}): void {
  answer('GET /api/financing/products', 200, financingOf({ ...content, ...over }, schemes))
  answer('GET /api/financing/readiness', 200, readinessRulesOf({ ...content, ...over }))
  answer('GET /api/portfolio/rights', 200, { items: items.map(({ lines: _lines, papers: _papers, ...right }) => right), isReduced: false, reminds: true, today })
  answer('GET /api/accounts/local-key', 200, { key: 'q'.repeat(43) + '=' })
  answer('GET /api/county', 200, { name: '云溪县', office: '云溪县市场监督管理局', hotlines: [], footer: {} })
}

/** `person`: null for nobody. */
export async function open(path: string, person: Me | null = me): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      const session = useSessionStore()
      if (person) session.set(person)
      else session.me = null
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, financingRoutes)
  await loaded(page)
  return page
}
export async function loaded(page: Page): Promise<void> {
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .skel') || !document.querySelector('main > *')) throw new Error(`still loading: ${page.text()}`)
  })
}
/** Whoever is gone keeps nothing any more; the vault of this phone stays. */
export function leave(page: Page): void {
  page.unmount()
}
export function signOut(): void {
  forgetVaults()
}
