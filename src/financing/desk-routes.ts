import type { RouteRecordRaw } from 'vue-router'

const meta = { roles: ['officer' as const], desk: true as const }

/** The desk's side of financing. What stands at /desk/financing/:id is one request; its words come before it here. */
export const deskFinancingRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/financing',
    name: 'desk-financing',
    component: () => import('./DeskFinancingPage.vue'),
    meta: { ...meta, title: '质押融资' },
  },
  {
    path: '/desk/financing/banks',
    name: 'desk-financing-banks',
    component: () => import('./DeskBanksPage.vue'),
    meta: { ...meta, title: '银行' },
  },
  {
    path: '/desk/financing/figures',
    name: 'desk-financing-figures',
    component: () => import('./DeskFinancingFiguresPage.vue'),
    meta: { ...meta, title: '质押融资统计' },
  },
]
