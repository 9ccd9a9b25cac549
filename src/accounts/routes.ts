import type { RouteRecordRaw } from 'vue-router'

// Static paths come before /firms/:id.
export const accountsRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./SignInPage.vue'), meta: { title: '登录', asksFactor: true } },
  { path: '/me', name: 'me', component: () => import('./MePage.vue'), meta: { title: '我的', signedIn: true, tab: 'me' } },
  { path: '/me/look', name: 'me-look', component: () => import('./LookPage.vue'), meta: { title: '字大小与颜色' } },
  { path: '/me/install', name: 'me-install', component: () => import('./InstallPage.vue'), meta: { title: '添加到桌面' } },
  {
    path: '/firms/new',
  {
    path: '/me/second-factor',
    name: 'me-second-factor',
    component: () => import('./SecondFactorPage.vue'),
    meta: { title: '动态口令', signedIn: true, asksFactor: true },
  },
    alias: '/me/firms/new',
    name: 'firm-new',
    component: () => import('./FirmRegisterPage.vue'),
    meta: { title: '登记企业', signedIn: true },
  },
  { path: '/firms/:id', name: 'firm', component: () => import('./FirmPage.vue'), props: true, meta: { title: '企业信息', signedIn: true } },
  {
    path: '/firms/:id/edit',
    name: 'firm-edit',
    component: () => import('./FirmEditPage.vue'),
    props: true,
    meta: { title: '修改企业信息', signedIn: true },
  },
  {
    path: '/firms/:id/members',
    name: 'firm-members',
    component: () => import('./MembersPage.vue'),
    props: true,
    meta: { title: '谁能替企业办事', signedIn: true },
  },
  {
    path: '/firms/:id/appeal',
    name: 'firm-appeal',
    component: () => import('./AppealPage.vue'),
    props: true,
    meta: { title: '申诉：这是我的企业', signedIn: true },
  },
  {
    path: '/desk/verifications/:id?',
    name: 'desk-verifications',
    component: () => import('./DeskVerificationsPage.vue'),
    props: true,
    meta: { title: '企业核验', roles: ['officer'], desk: true },
  },
  { path: '/desk/firms', name: 'desk-firms', component: () => import('./firms/DeskFirmsPage.vue'), meta: { title: '企业名录', roles: ['officer'], desk: true } },
  { path: '/desk/firms/doubles', name: 'desk-firm-doubles', component: () => import('./firms/DeskDoublesPage.vue'), meta: { title: '可能重复的企业', roles: ['officer'], desk: true } },
  { path: '/desk/firms/merge', name: 'desk-firm-merge', component: () => import('./firms/DeskMergePage.vue'), meta: { title: '合并重复登记', roles: ['officer'], desk: true } },
  { path: '/desk/firms/:id', name: 'desk-firm', component: () => import('./firms/DeskFirmPage.vue'), props: true, meta: { title: '企业', roles: ['officer'], desk: true } },
  {
    path: '/desk/appeals/:id?',
    name: 'desk-appeals',
    component: () => import('./DeskAppealsPage.vue'),
    props: true,
    meta: { title: '归属申诉', roles: ['officer'], desk: true },
  },
  { path: '/desk/staff', name: 'desk-staff', component: () => import('./staff/StaffPage.vue'), meta: { title: '账号', roles: ['administrator'], desk: true } },
  { path: '/desk/staff/:id', name: 'desk-staff-person', component: () => import('./staff/StaffPersonPage.vue'), props: true, meta: { title: '账号', roles: ['administrator'], desk: true } },
]
