import type { RouteRecordRaw } from 'vue-router'

/** Cases as their firm sees them. /subsidies/mine comes before /subsidies/:id. */
export const caseRoutes: RouteRecordRaw[] = [
  {
    path: '/subsidies/mine',
    name: 'subsidies-mine',
    component: () => import('./MyCasesPage.vue'),
    meta: { title: '办件', signedIn: true, tab: 'cases' },
  },
  { path: '/cases/:id', name: 'case', component: () => import('./CasePage.vue'), meta: { title: '办件', signedIn: true } },
  {
    path: '/cases/:id/correct/:itemId',
    name: 'case-correct',
    component: () => import('./AmendPage.vue'),
    meta: { title: '补正', signedIn: true },
  },
]

/** One case on the desk; beside the queue, or in its place on a narrow screen. */
export const deskCaseRoutes: RouteRecordRaw[] = [
  { path: 'cases/:id', name: 'desk-case', component: () => import('./DeskCasePage.vue'), meta: { title: '办件' } },
]
