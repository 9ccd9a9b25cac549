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
    path: '/assessment/plan',
    name: 'assessment-plan-firm',
    component: () => import('./PlanFirmPage.vue'),
    meta: { title: '整改计划', signedIn: true },
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
  {
    path: '/assessment/:id/result',
    name: 'assessment-result',
    component: () => import('./ResultPage.vue'),
    props: true,
    meta: { title: '自评结果', signedIn: true },
  },
  {
    path: '/assessment/:id/compare',
    name: 'assessment-compare',
    component: () => import('./ComparePage.vue'),
    props: true,
    meta: { title: '和以前的比', signedIn: true },
  },
  {
    path: '/assessment/:id/plan',
    name: 'assessment-plan',
    component: () => import('./PlanPage.vue'),
    props: true,
    meta: { title: '整改计划', signedIn: true },
  },
  {
    path: '/assessment/:id/changeover',
    name: 'assessment-changeover',
    component: () => import('./ChangeoverPage.vue'),
    props: true,
    meta: { title: '换版差距表', signedIn: true },
  },
]
