import type { RouteRecordRaw } from 'vue-router'

const meta = { roles: ['officer' as const], desk: true as const }

/** The desk's side of notices: what is written, waits, is published. */
export const deskNoticesRoutes: RouteRecordRaw[] = [
  { path: '/desk/notices', name: 'desk-notices', component: () => import('./DeskNoticesPage.vue'), meta: { ...meta, title: '通知' } },
  { path: '/desk/notices/:id/reach', name: 'desk-notice-reach', component: () => import('./DeskReachPage.vue'), props: true, meta: { ...meta, title: '送达情况' } },
  { path: '/desk/notices/:id/firms', name: 'desk-notice-firms', component: () => import('./DeskReachFirmsPage.vue'), props: true, meta: { ...meta, title: '打电话通知' } },
  {
    path: '/desk/notices/:id',
    name: 'desk-notice',
    component: () => import('./DeskNoticePage.vue'),
    props: true,
    meta: { ...meta, title: '通知' },
  },
]
