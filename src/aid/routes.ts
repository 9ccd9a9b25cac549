import type { RouteRecordRaw } from 'vue-router'

export const aidRoutes: RouteRecordRaw[] = [
  { path: '/aid', name: 'aid', component: () => import('./AidPage.vue'), meta: { title: '12330 维权援助', public: true } },
]
