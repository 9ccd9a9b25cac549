import type { RouteRecordRaw } from 'vue-router'

const meta = { signedIn: true as const, roles: ['expert' as const] }

/** The expert's own: the day, a visit and its record, hours and profile. Written questions are at /consultations/questions, for all sides. */
export const expertConsultationsRoutes: RouteRecordRaw[] = [
  { path: '/consultations/visits', name: 'visits', component: () => import('./VisitsPage.vue'), meta: { ...meta, title: '我的服务' } },
  {
    path: '/consultations/visits/:id',
    name: 'visit',
    component: () => import('./VisitPage.vue'),
    props: true,
    meta: { ...meta, title: '进企业服务' },
  },
  {
    path: '/consultations/visits/:id/record',
    name: 'visit-record',
    component: () => import('./RecordPage.vue'),
    props: true,
    meta: { ...meta, title: '服务记录' },
  },
  { path: '/consultations/hours', name: 'expert-hours', component: () => import('./HoursPage.vue'), meta: { ...meta, title: '可约时间' } },
  {
    path: '/consultations/profile',
    name: 'expert-profile',
    component: () => import('./ProfilePage.vue'),
    meta: { ...meta, title: '我的专家名片' },
  },
]
