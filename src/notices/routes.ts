import type { RouteRecordRaw } from 'vue-router'

export const noticesRoutes: RouteRecordRaw[] = [
  { path: '/notices', name: 'notices', component: () => import('./NoticesPage.vue'), meta: { title: '政策通知', public: true } },
  {
    path: '/notices/follows',
    name: 'notice-follows',
    component: () => import('./FollowsPage.vue'),
    meta: { title: '我的关注', signedIn: true, anybody: true },
  },
  {
    path: '/notices/:id',
    name: 'notice',
    component: () => import('./NoticePage.vue'),
    props: true,
    meta: { title: '政策通知', public: true },
  },
]
