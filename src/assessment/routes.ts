import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /assessment/:id.
export const assessmentRoutes: RouteRecordRaw[] = [
  { path: '/assessment', name: 'assessment', component: () => import('./AssessmentPage.vue'), meta: { title: '贯标自评', public: true } },
  {
    path: '/assessment/quick',
    name: 'assessment-quick',
    component: () => import('./QuickCheckPage.vue'),
    meta: { title: '贯标快速自查', public: true },
  },
  {
    path: '/assessment/mine',
    name: 'assessment-mine',
    component: () => import('./AssessmentsMinePage.vue'),
    meta: { title: '贯标自评', signedIn: true },
  },
  {
    path: '/assessment/start',
    name: 'assessment-start',
    component: () => import('./StartPage.vue'),
    meta: { title: '开始自评', signedIn: true },
  },
  {
    path: '/assessment/:id',
    name: 'assessment-overview',
    component: () => import('./OverviewPage.vue'),
    props: true,
    meta: { title: '贯标自评', signedIn: true },
  },
  {
    path: '/assessment/:id/red-lines',
    name: 'assessment-red-lines',
    component: () => import('./RedLinesPage.vue'),
    props: true,
    meta: { title: '红线', signedIn: true },
  },
  {
    path: '/assessment/:id/items/:itemId',
    name: 'assessment-item',
    component: () => import('./ItemPage.vue'),
    props: true,
    meta: { title: '贯标自评', signedIn: true },
  },
  {
    path: '/assessment/:id/team',
    name: 'assessment-team',
    component: () => import('./TeamPage.vue'),
    props: true,
    meta: { title: '分给同事', signedIn: true },
  },
]
