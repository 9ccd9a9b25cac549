import type { RouteRecordRaw } from 'vue-router'

/**
 * The desk. `detail` is the page of one case (`cases/:id`), given by the capability whose case it is: this layer does not know it.
 * It opens beside the queue and keeps the queue's group and search in the address.
 */
export function deskRoutes(detail: RouteRecordRaw[]): RouteRecordRaw[] {
  const meta = { roles: ['officer' as const], desk: true as const }
  return [
    { path: '/desk', name: 'desk', component: () => import('./DeskHomePage.vue'), meta: { ...meta, title: '工作台' } },
    { path: '/desk/search', name: 'desk-search', component: () => import('./DeskSearchPage.vue'), meta: { ...meta, title: '查找' } },
    { path: '/desk/leaves', name: 'desk-leaves', component: () => import('./DeskLeavesPage.vue'), meta: { ...meta, title: '请假代办' } },
    { path: '/desk/phrases', name: 'desk-phrases', component: () => import('./DeskPhrasesPage.vue'), meta: { ...meta, title: '常用语' } },
    {
      path: '/desk',
      component: () => import('./DeskQueuePage.vue'),
      meta: { ...meta, title: '收件队列' },
      children: [{ path: 'queue', name: 'desk-queue', component: () => import('./DeskHintPane.vue') }, ...detail],
    },
  ]
}
