import { RouterView } from 'vue-router'
import { vi } from 'vitest'
import type { Queue } from '#contract/cases/schema.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import DeskHintPane from '#client/cases/DeskHintPane.vue'
import DeskQueuePage from '#client/cases/DeskQueuePage.vue'
import DeskCasePage from '#client/subsidies/DeskCasePage.vue'
import { answer, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { as, officer } from './case-world.dom.ts'
import { answerCounts } from './desk-counts.dom.ts'

/** The desk at `path`, 1200 wide or narrower, with an officer signed in. */
export async function openDesk(path: string, { queue, application, isWide = true }: { queue: Queue; application?: Application; isWide?: boolean }): Promise<Page> {
  vi.stubGlobal('matchMedia', () => ({ matches: isWide, addEventListener: () => undefined, removeEventListener: () => undefined }))
  answer('GET /api/cases/queue', 200, queue)
  answerCounts(
    [{ kind: 'case', todo: queue.counts.todo, mine: queue.counts.mine, second: queue.counts.approve, waiting: queue.counts.waiting }],
    { mine: queue.counts.mine },
  )
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  if (application) answer(`GET /api/subsidies/applications/${application.id}`, 200, application)
  const page = await mountPage(as(officer, RouterView), path, [
    { path: '/desk', component: DeskQueuePage, children: [{ path: 'queue', component: DeskHintPane }, { path: 'cases/:id', component: DeskCasePage }] },
  ])
  await vi.dynamicImportSettled()
  await page.settle()
  return page
}
