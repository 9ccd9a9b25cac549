import type { RouteRecordRaw } from 'vue-router'

const meta = { signedIn: true as const, roles: ['bank' as const], desk: true as const }

/** A bank contact's own; their products are beside (product-routes of the editor). */
export const bankRoutes: RouteRecordRaw[] = [
  { path: '/bank', name: 'bank', component: () => import('./bank/BankLeadsPage.vue'), meta: { ...meta, title: '对接', tab: 'leads' } },
  { path: '/bank/leads', redirect: '/bank' },
  {
    path: '/bank/leads/:id',
    name: 'bank-lead',
    component: () => import('./bank/BankLeadsPage.vue'),
    props: true,
    meta: { ...meta, title: '企业需求' },
  },
  {
    path: '/bank/receipts/:id',
    name: 'bank-receipt',
    component: () => import('./bank/BankReceiptPage.vue'),
    props: true,
    meta: { signedIn: true, roles: ['bank'], title: '授权凭证' },
  },
]
