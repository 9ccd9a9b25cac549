import type { RouteRecordRaw } from 'vue-router'

export const financingRoutes: RouteRecordRaw[] = [
  { path: '/financing', name: 'financing', component: () => import('./FinancingPage.vue'), meta: { title: '质押融资', public: true } },
  {
    path: '/financing/ready',
    name: 'financing-ready',
    component: () => import('./ReadyPage.vue'),
    meta: { title: '看看够不够条件', signedIn: true },
  },
  {
    path: '/financing/requests',
    name: 'financing-requests',
    component: () => import('./RequestsPage.vue'),
    meta: { title: '我的融资需求', signedIn: true },
  },
  {
    path: '/financing/requests/:id',
    name: 'financing-request',
    component: () => import('./RequestPage.vue'),
    props: true,
    meta: { title: '融资需求', signedIn: true },
  },
  {
    path: '/financing/requests/:id/edit',
    name: 'financing-request-edit',
    component: () => import('./RequestEditPage.vue'),
    props: true,
    meta: { title: '填融资需求', signedIn: true },
  },
  {
    path: '/financing/requests/:id/check',
    name: 'financing-request-check',
    component: () => import('./RequestCheckPage.vue'),
    props: true,
    meta: { title: '核对融资需求', signedIn: true },
  },
  {
    path: '/financing/requests/:id/banks',
    name: 'financing-request-banks',
    component: () => import('./RequestBanksPage.vue'),
    props: true,
    meta: { title: '选银行', signedIn: true },
  },
  {
    path: '/financing/requests/:id/views',
    name: 'financing-request-views',
    component: () => import('./RequestViewsPage.vue'),
    props: true,
    meta: { title: '谁看过', signedIn: true },
  },
  {
    path: '/financing/requests/:id/leads/:leadId',
    name: 'financing-request-lead',
    component: () => import('./RequestLeadPage.vue'),
    props: true,
    meta: { title: '银行对接', signedIn: true },
  },
  {
    path: '/financing/consents/:id',
    name: 'financing-consent',
    component: () => import('./ReceiptPage.vue'),
    props: true,
    meta: { title: '授权凭证', signedIn: true },
  },
  {
    path: '/desk/financing/:id',
    name: 'desk-financing-request',
    component: () => import('./DeskRequestPage.vue'),
    props: true,
    meta: { title: '融资需求', roles: ['officer'], desk: true },
  },
]
