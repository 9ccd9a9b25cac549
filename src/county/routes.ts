import type { RouteRecordRaw } from 'vue-router'

export const countyRoutes: RouteRecordRaw[] = [
  { path: '/privacy', name: 'privacy', component: () => import('./PrivacyPage.vue'), meta: { title: '个人信息保护告知', public: true } },
]
