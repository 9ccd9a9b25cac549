import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /library/:id.
export const libraryRoutes: RouteRecordRaw[] = [
  { path: '/library', name: 'library', component: () => import('./LibraryListPage.vue'), meta: { title: '企业资料库', signedIn: true } },
  {
    path: '/library/new',
    name: 'library-new',
    component: () => import('./LibraryAddPage.vue'),
    meta: { title: '存一份资料', signedIn: true },
  },
  {
    path: '/library/:id',
    name: 'library-paper',
    component: () => import('./LibraryPaperPage.vue'),
    props: true,
    meta: { title: '资料', signedIn: true },
  },
]
