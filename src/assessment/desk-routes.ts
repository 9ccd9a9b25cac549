import type { RouteRecordRaw } from 'vue-router'

/** Who looks at what firms answered: officers beside their desk, experts on plain pages. */
export const assessmentDeskRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/assessments/statistics',
    name: 'desk-assessment-statistics',
    component: () => import('./DeskStatisticsPage.vue'),
    meta: { title: '自评统计', roles: ['officer'], desk: true },
  },
  {
    path: '/desk/assessments/:id?',
    name: 'desk-assessments',
    component: () => import('./DeskReviewsPage.vue'),
    props: true,
    meta: { title: '自评审阅', roles: ['officer', 'expert'], desk: true },
  },
]
