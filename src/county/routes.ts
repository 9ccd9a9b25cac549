import type { RouteRecordRaw } from 'vue-router'

export const countyRoutes: RouteRecordRaw[] = [
  { path: '/privacy', name: 'privacy', component: () => import('./PrivacyPage.vue'), meta: { title: '隐私政策', public: true } },
  {
    path: '/legal/:id',
    name: 'legal',
    component: () => import('./LegalPage.vue'),
    meta: { title: '说明', public: true },
  },
]
