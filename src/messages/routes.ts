import type { RouteRecordRaw } from 'vue-router'

export const messagesRoutes: RouteRecordRaw[] = [
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./MessagesPage.vue'),
    meta: { title: '消息', signedIn: true, tab: 'messages' },
  },
  { path: '/me/notifications', name: 'me-notifications', component: () => import('./NotificationsPage.vue'), meta: { title: '通知方式', signedIn: true } },
  { path: '/messages/stop/:token', name: 'messages-stop', component: () => import('./StopPage.vue'), props: true, meta: { title: '停发邮件' } },
]
