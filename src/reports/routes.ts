import type { RouteRecordRaw } from 'vue-router'

const desk = { roles: ['officer'], desk: true } as const

export const reportsRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/reports/:month?',
    name: 'desk-reports',
    component: () => import('./MonthReportPage.vue'),
    meta: { title: '月报', ...desk },
  },
  { path: '/desk/figures', name: 'desk-figures', component: () => import('./CountyFiguresPage.vue'), meta: { title: '全县指标', ...desk } },
  {
    path: '/desk/figures/:id',
    name: 'desk-indicator',
    component: () => import('./CountyIndicatorPage.vue'),
    meta: { title: '全县指标', ...desk },
  },
  {
    path: '/figures/town',
    name: 'town-figures',
    component: () => import('./TownFiguresPage.vue'),
    meta: { title: '本镇指标', roles: ['assistant'] },
  },
]
