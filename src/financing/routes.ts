import type { RouteRecordRaw } from 'vue-router'

export const financingRoutes: RouteRecordRaw[] = [
  { path: '/financing', name: 'financing', component: () => import('./FinancingPage.vue'), meta: { title: '质押融资', public: true } },
  {
    path: '/financing/ready',
    name: 'financing-ready',
    component: () => import('./ReadyPage.vue'),
    meta: { title: '看看够不够条件', signedIn: true },
  },
]
