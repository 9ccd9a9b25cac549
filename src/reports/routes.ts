import type { RouteRecordRaw } from 'vue-router'

export const reportsRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/reports/:month?',
    name: 'desk-reports',
    component: () => import('./MonthReportPage.vue'),
    meta: { title: '月报', roles: ['officer'], desk: true },
  },
]
