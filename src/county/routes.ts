import type { RouteRecordRaw } from 'vue-router'

export const countyRoutes: RouteRecordRaw[] = [
  { path: '/privacy', name: 'privacy', component: () => import('./PrivacyPage.vue'), meta: { title: '隐私政策', public: true } },
]
