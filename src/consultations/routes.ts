import type { RouteRecordRaw } from 'vue-router'

// Static paths come before those with an id.
export const consultationsRoutes: RouteRecordRaw[] = [
  {
    path: '/consultations',
    name: 'consultations',
    component: () => import('./ConsultationsPage.vue'),
    meta: { title: '约专家', public: true },
  },
  {
    path: '/consultations/experts',
    name: 'consultation-experts',
    component: () => import('./ExpertsPage.vue'),
    meta: { title: '专家名单', public: true },
  },
  {
    path: '/consultations/experts/:id',
    name: 'consultation-expert',
    component: () => import('./ExpertPage.vue'),
    props: true,
    meta: { title: '专家', public: true },
  },
  // Free times are for everybody to see; a person is asked for when one is taken.
  { path: '/consultations/book', name: 'consultation-book', component: () => import('./BookingPage.vue'), meta: { title: '约专家' } },
  {
    path: '/consultations/mine',
    name: 'consultations-mine',
    component: () => import('./BookingsMinePage.vue'),
    meta: { title: '我约的专家', signedIn: true },
  },
  {
    path: '/consultations/bookings/:id',
    name: 'consultation-booking',
    component: () => import('./BookingDetailPage.vue'),
    props: true,
    meta: { title: '预约', signedIn: true },
  },
  {
    path: '/consultations/bookings/:id/move',
    name: 'consultation-move',
    component: () => import('./BookingMovePage.vue'),
    props: true,
    meta: { title: '改时间', signedIn: true },
  },
  {
    path: '/consultations/bookings/:id/edit',
    name: 'consultation-edit',
    component: () => import('./BookingEditPage.vue'),
    props: true,
    meta: { title: '修改预约', signedIn: true },
  },
  {
    path: '/consultations/waiting',
    name: 'consultation-waiting',
    component: () => import('./WaitingPage.vue'),
    meta: { title: '候补', signedIn: true },
  },
  {
    path: '/consultations/waiting/new',
    name: 'consultation-waiting-new',
    component: () => import('./WaitingNewPage.vue'),
    meta: { title: '排候补', signedIn: true },
  },
  {
    path: '/consultations/questions',
    name: 'consultation-questions',
    component: () => import('./QuestionsPage.vue'),
    meta: { title: '书面咨询', signedIn: true },
  },
  {
    path: '/consultations/questions/new',
    name: 'consultation-question-new',
    component: () => import('./QuestionNewPage.vue'),
    meta: { title: '书面咨询', signedIn: true },
  },
  {
    path: '/consultations/questions/:id',
    name: 'consultation-question',
    component: () => import('./QuestionPage.vue'),
    props: true,
    meta: { title: '书面咨询', signedIn: true },
  },
]
