import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /rights/:id.
export const portfolioRoutes: RouteRecordRaw[] = [
  { path: '/rights', name: 'rights', component: () => import('./RightsListPage.vue'), meta: { title: '知识产权', signedIn: true } },
  {
    path: '/rights/new',
    name: 'right-new',
    component: () => import('./RightEditPage.vue'),
    meta: { title: '登记知识产权', signedIn: true },
  },
  {
    path: '/rights/import',
    name: 'rights-import',
    component: () => import('./RightsImportPage.vue'),
    meta: { title: '从表格导入', signedIn: true },
  },
  {
    path: '/rights/fees',
    name: 'right-fees',
    component: () => import('./AnnuityYearPage.vue'),
    meta: { title: '专利年费', signedIn: true },
  },
  {
    path: '/rights/:id',
    name: 'right',
    component: () => import('./RightPage.vue'),
    props: true,
    meta: { title: '知识产权', signedIn: true },
  },
  {
    path: '/rights/:id/edit',
    name: 'right-edit',
    component: () => import('./RightEditPage.vue'),
    props: true,
    meta: { title: '修改知识产权', signedIn: true },
  },
]
