import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /subsidies/:id.
export const subsidiesRoutes: RouteRecordRaw[] = [
  { path: '/subsidies', name: 'subsidies', component: () => import('./ProgrammeListPage.vue'), meta: { title: '资金支持', public: true } },
  { path: '/subsidies/claim', name: 'subsidies-claim', component: () => import('./ClaimPage.vue'), meta: { title: '我能领什么', public: true } },
  {
    path: '/subsidies/applications/:id',
    name: 'subsidies-application',
    component: () => import('./ApplicationTasksPage.vue'),
    meta: { title: '申报清单', signedIn: true },
  },
  {
    path: '/subsidies/applications/:id/sections/:sectionId',
    name: 'subsidies-section',
    component: () => import('./ApplicationSectionPage.vue'),
    meta: { title: '填写', signedIn: true },
  },
  {
    path: '/subsidies/applications/:id/papers',
    name: 'subsidies-papers',
    component: () => import('./ApplicationPapersPage.vue'),
    meta: { title: '交材料', signedIn: true },
  },
  {
    path: '/subsidies/applications/:id/check',
    name: 'subsidies-check',
    component: () => import('./ApplicationCheckPage.vue'),
    meta: { title: '核对并提交', signedIn: true },
  },
  {
    path: '/subsidies/applications/:id/submitted',
    name: 'subsidies-submitted',
    component: () => import('./ApplicationSubmittedPage.vue'),
    meta: { title: '已提交', signedIn: true },
  },
  {
    path: '/desk/payments',
    name: 'desk-payments',
    component: () => import('./DeskPaymentsPage.vue'),
    meta: { title: '拨付', roles: ['officer'], desk: true },
  },
  {
    path: '/desk/schemes',
    name: 'desk-schemes',
    component: () => import('./SchemeListPage.vue'),
    meta: { title: '资金项目', roles: ['officer'], desk: true },
  },
  {
    path: '/desk/schemes/:id',
    name: 'desk-scheme',
    component: () => import('./SchemePage.vue'),
    meta: { title: '资金项目', roles: ['officer'], desk: true },
  },
  {
    path: '/desk/schemes/:id/edit',
    name: 'desk-scheme-edit',
    component: () => import('./scheme-editor/SchemeEditorPage.vue'),
    meta: { title: '编辑项目', roles: ['officer'], desk: true, acts: true },
  },
  {
    path: '/desk/schemes/:id/compare',
    name: 'desk-scheme-compare',
    component: () => import('./SchemeComparePage.vue'),
    meta: { title: '比较两版', roles: ['officer'], desk: true },
  },
  {
    path: '/desk/payments/import',
    name: 'desk-payments-import',
    component: () => import('./PayImportPage.vue'),
    meta: { title: '导入拨付结果', roles: ['officer'], desk: true, acts: true },
  },
  {
    path: '/desk/batch',
    name: 'desk-batch',
    component: () => import('./BatchDeskPage.vue'),
    meta: { title: '批量办理', roles: ['officer'], desk: true },
  },
  {
    path: '/subsidies/:id',
    name: 'subsidies-programme',
    component: () => import('./ProgrammePage.vue'),
    meta: { title: '项目详情', public: true },
  },
]
