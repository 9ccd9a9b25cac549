import type { RouteRecordRaw } from 'vue-router'

export const messagesRoutes: RouteRecordRaw[] = [
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./MessagesPage.vue'),
    meta: { title: '消息', signedIn: true, tab: 'messages' },
  },
]
