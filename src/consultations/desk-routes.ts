import type { RouteRecordRaw } from 'vue-router'

const meta = { roles: ['officer' as const], desk: true as const }

/** The desk's side of consultations: bookings, booking on the telephone, experts and their hours, open holidays, written questions, figures. */
export const deskConsultationsRoutes: RouteRecordRaw[] = [
  {
    path: '/desk/consultations/new',
    name: 'desk-consultation-new',
    component: () => import('./DeskBookPage.vue'),
    meta: { ...meta, title: '替企业约专家', acts: true },
  },
  {
    path: '/desk/consultations/experts/:id?',
    name: 'desk-experts',
    component: () => import('./DeskExpertsPage.vue'),
    props: true,
    meta: { ...meta, title: '专家与时间' },
  },
  {
    path: '/desk/consultations/open-days',
    name: 'desk-open-days',
    component: () => import('./DeskOpenDaysPage.vue'),
    meta: { ...meta, title: '节假日' },
  },
  {
    path: '/desk/consultations/questions/:id?',
    name: 'desk-questions',
    component: () => import('./DeskQuestionsPage.vue'),
    props: true,
    meta: { ...meta, title: '书面咨询' },
  },
  {
    path: '/desk/consultations/figures',
    name: 'desk-consultation-figures',
    component: () => import('./DeskFiguresPage.vue'),
    meta: { ...meta, title: '专家服务统计' },
  },
  {
    path: '/desk/consultations/:id?',
    name: 'desk-consultations',
    component: () => import('./DeskBookingsPage.vue'),
    props: true,
    meta: { ...meta, title: '专家预约' },
  },
]
