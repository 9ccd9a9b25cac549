import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /subsidies/:id.
export const subsidiesRoutes: RouteRecordRaw[] = [
  { path: '/subsidies', name: 'subsidies', component: () => import('./ProgrammeListPage.vue'), meta: { title: '资金支持', public: true } },
  {
    path: '/subsidies/:id',
    name: 'subsidies-programme',
    component: () => import('./ProgrammePage.vue'),
    meta: { title: '项目详情', public: true },
  },
]
