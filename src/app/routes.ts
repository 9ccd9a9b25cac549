// The site map, collected by hand: one line per capability.
import type { RouteRecordRaw } from 'vue-router'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { TabName } from '#client/ui/TabBar.vue'
import { accountsRoutes } from '../accounts/routes.ts'
import { aidRoutes } from '../aid/routes.ts'
import { auditRoutes } from '../audit/routes.ts'
import { assessmentDeskRoutes } from '../assessment/desk-routes.ts'
import { assessmentRoutes } from '../assessment/routes.ts'
import { deskRoutes } from '../cases/routes.ts'
import { deskConsultationsRoutes } from '../consultations/desk-routes.ts'
import { expertConsultationsRoutes } from '../consultations/expert-routes.ts'
import { consultationsRoutes } from '../consultations/routes.ts'
import { countyRoutes } from '../county/routes.ts'
import { bankRoutes } from '../financing/bank-routes.ts'
import { deskFinancingRoutes } from '../financing/desk-routes.ts'
import { productRoutes } from '../financing/product-routes.ts'
import { financingRoutes } from '../financing/routes.ts'
import { libraryRoutes } from '../files/library-routes.ts'
import { messagesRoutes } from '../messages/routes.ts'
import { deskNoticesRoutes } from '../notices/desk-routes.ts'
import { noticesRoutes } from '../notices/routes.ts'
import { portfolioRoutes } from '../portfolio/routes.ts'
import { reportsRoutes } from '../reports/routes.ts'
import { assistRoutes } from '../subsidies/assist-routes.ts'
import { caseRoutes, deskCaseRoutes } from '../subsidies/case-routes.ts'
import { publicityRoutes } from '../subsidies/publicity-routes.ts'
import { subsidiesRoutes } from '../subsidies/routes.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Heading of the frame and of the browser tab. */
    title?: string
    /** Rendered by the server for everybody, without looking at the session. */
    public?: true
    /** Leads to /sign-in?next=… when nobody is signed in. */
    signedIn?: true
    /** Of the signed-in pages: also for who acts for no firm, and need not register one first. */
    anybody?: true
    /** Signed in with one of these staff roles. */
    roles?: readonly StaffRole[]
    /** Asks for the second factor by itself: no sheet stands before it. */
    asksFactor?: true
    /** One of the roots (four of a firm, four of a bank): the tab bar shows. */
    tab?: TabName
    /** There is nothing on it to read: an auditor is led back to the desk. */
    acts?: true
    /** Uses the whole width. */
    desk?: true
    /** Answer of the server for this page. */
    status?: 404
  }
}

export const routes: readonly RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: '知企通', public: true, tab: 'home' } },
  ...caseRoutes,
  ...subsidiesRoutes,
  ...publicityRoutes,
  ...deskRoutes(deskCaseRoutes),
  ...assessmentDeskRoutes,
  ...assessmentRoutes,
  ...deskConsultationsRoutes,
  ...expertConsultationsRoutes,
  ...consultationsRoutes,
  ...deskFinancingRoutes,
  ...financingRoutes,
  ...productRoutes,
  ...bankRoutes,
  ...aidRoutes,
  ...countyRoutes,
  ...messagesRoutes,
  ...reportsRoutes,
  ...auditRoutes,
  ...deskNoticesRoutes,
  ...noticesRoutes,
  ...portfolioRoutes,
  ...libraryRoutes,
  ...assistRoutes,
  ...accountsRoutes,
  { path: '/offline', name: 'offline', component: () => import('./OfflinePage.vue'), meta: { title: '没有网' } },
  {
    path: '/:path(.*)*',
    name: 'not-found',
    component: () => import('./NotFoundPage.vue'),
    meta: { title: '没有这一页', public: true, status: 404 },
  },
]
