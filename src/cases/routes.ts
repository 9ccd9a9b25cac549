import type { RouteRecordRaw } from 'vue-router'

/**
 * The desk. `detail` is the page of one case (`cases/:id`), given by the capability whose case it is: this layer does not know it.
 * It opens beside the queue and keeps the queue's group and search in the address.
 */
export function deskRoutes(detail: RouteRecordRaw[]): RouteRecordRaw[] {
  return [
    {
      path: '/desk',
      component: () => import('./DeskQueuePage.vue'),
      meta: { title: '收件队列', roles: ['officer'], desk: true },
      children: [
        { path: '', name: 'desk', redirect: '/desk/queue' },
        { path: 'queue', name: 'desk-queue', component: () => import('./DeskHintPane.vue') },
        ...detail,
      ],
    },
  ]
}
