import type { RouteRecordRaw } from 'vue-router'

/** Help on the spot: the assistant's own pages, and what a firm's members see of it. */
export const assistRoutes: RouteRecordRaw[] = [
  { path: '/assist', name: 'assist', component: () => import('./AssistPage.vue'), meta: { title: '代办', roles: ['assistant'] } },
  { path: '/assist/new', name: 'assist-new', component: () => import('./AssistNewPage.vue'), meta: { title: '帮一家企业', roles: ['assistant'] } },
  { path: '/assist/:firmId', name: 'assist-firm', component: () => import('./AssistFirmPage.vue'), meta: { title: '代填申报', roles: ['assistant'] } },
  { path: '/me/assists', name: 'me-assists', component: () => import('./AssistRecordsPage.vue'), meta: { title: '代办记录', signedIn: true } },
]
