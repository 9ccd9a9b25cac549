import type { RouteRecordRaw } from 'vue-router'

/** What everybody may see before money is paid, and saying something against it. */
export const publicityRoutes: RouteRecordRaw[] = [
  { path: '/publicity', name: 'publicity', component: () => import('./PublicityListPage.vue'), meta: { title: '公示', public: true } },
  { path: '/publicity/:id', name: 'publicity-one', component: () => import('./PublicityPage.vue'), meta: { title: '公示', public: true } },
  {
    path: '/publicity/:id/object',
    name: 'publicity-object',
    component: () => import('./PublicityObjectPage.vue'),
    meta: { title: '提出异议', signedIn: true, anybody: true },
  },
]
