import type { RouteRecordRaw } from 'vue-router'

/** Auditors, and system administrators for what is about accounts; officers are not let in. */
export const auditRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/audit',
    name: 'desk-audit',
    component: () => import('./AuditPage.vue'),
    meta: { title: '操作留痕', roles: ['auditor', 'administrator'], desk: true },
  },
  {
    path: '/desk/audit/sights',
    name: 'desk-audit-sights',
    component: () => import('./WhoSawPage.vue'),
    meta: { title: '谁看过谁', roles: ['auditor'], desk: true },
  },
]
