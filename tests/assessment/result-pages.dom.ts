// The pages behind the answers, in jsdom on the fake network of mount-page.dom.ts.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView, type RouteRecordRaw } from 'vue-router'
import type { Me, StaffRole } from '#contract/accounts/schema.ts'
import type { PlanStep } from '#contract/assessment/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { me } from './pages.dom.ts'

export const today = '2026-11-23'
export const asStaff = (role: StaffRole): Me => ({ ...me, id: 'o1', name: '王倩', roles: [role], firms: [] })

export async function openPage(path: string, routes: RouteRecordRaw[], person: Me = me): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(person)
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, routes)
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .loading, main .skel')) throw new Error(`still loading: ${page.text()}`)
  })
  return page
}

export function aStep(over: Partial<PlanStep> = {}): PlanStep {
  return {
    id: 'p1', assessmentId: 'as1', editionId: 'e23', itemId: 'k2', title: '补 k2', owner: null, dueOn: null, state: 'todo', note: '', version: 1,
    savedAt: '2026-11-20T00:00:00.000Z', ...over,
  }
}
export const texts = (place: string) => [...document.querySelectorAll(place)].map((one) => one.textContent?.replace(/\s+/g, ' ').trim())
export const hrefs = (place: string) => [...document.querySelectorAll(`${place} a`)].map((one) => one.getAttribute('href'))
