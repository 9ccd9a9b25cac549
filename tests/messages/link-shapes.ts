// Where links in messages lead: the page's name in the router, and whose it is.
export type PageName = 'me-data' | 'me-second-factor' | 'desk-person-requests' | 'desk-staff' | 'desk-firm' | 'assessment-overview' | 'assessment-result' | 'assessment-plan' | 'desk-assessments' | 'right' | 'right-fees' | 'me-assists' | 'case' | 'desk-case' | 'publicity-one' | 'desk' | 'desk-questions' | 'desk-financing-products' | 'desk-queue' | 'firm' | 'firm-members' | 'desk-verifications' | 'desk-appeals' | 'desk-scheme' | 'subsidies-application'
  | 'financing-request' | 'financing-request-lead' | 'desk-financing-request' | 'bank' | 'bank-lead' | 'bank-product' | 'desk-financing-product'
  | 'notice' | 'subsidies-programme' | 'desk-notice' | 'desk-notice-reach' | 'consultation-booking' | 'consultation-question' | 'consultation-waiting' | 'visit' | 'visits' | 'desk-consultations'
/** reviewers: officers and experts. */
export interface LinkShape { page: PageName; path: RegExp; example: string; for: 'officers' | 'administrators' | 'experts' | 'banks' | 'reviewers' | 'anybody' }

const anId = '01234567-89ab-4cde-8f01-23456789abcd'
const id = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
const shape = (page: PageName, path: string, whose: LinkShape['for'] = 'anybody'): LinkShape => ({ page, path: new RegExp(`^${path.replace(':id', id)}$`), example: path.replace(':id', anId), for: whose })

export const linkShapes: readonly LinkShape[] = [
  shape('me-data', '/me/data'), shape('me-second-factor', '/me/second-factor'), shape('desk-person-requests', '/desk/person-requests/:id', 'officers'),
  shape('desk-firm', '/desk/firms/:id', 'officers'), shape('desk-staff', '/desk/staff', 'administrators'), shape('me-assists', '/me/assists'), shape('right', '/rights/:id'), shape('right-fees', '/rights/fees'), shape('case', '/cases/:id'), shape('publicity-one', '/publicity/:id'), shape('firm', '/firms/:id'), shape('firm-members', '/firms/:id/members'),
  shape('subsidies-application', '/subsidies/applications/:id'), { page: 'desk-scheme', path: /^\/desk\/schemes\/([A-Za-z0-9-]{1,20})$/, example: '/desk/schemes/P05', for: 'officers' },
  shape('assessment-overview', '/assessment/:id'), shape('assessment-result', '/assessment/:id/result'), shape('assessment-plan', '/assessment/:id/plan'), shape('desk-assessments', '/desk/assessments', 'reviewers'), shape('desk-assessments', '/desk/assessments/:id', 'reviewers'),
  shape('consultation-booking', '/consultations/bookings/:id'), shape('consultation-question', '/consultations/questions/:id'), shape('consultation-waiting', '/consultations/waiting'),
  shape('visits', '/consultations/visits', 'experts'), shape('visit', '/consultations/visits/:id', 'experts'), shape('desk-consultations', '/desk/consultations', 'officers'), shape('desk-consultations', '/desk/consultations/:id', 'officers'),
  shape('financing-request', '/financing/requests/:id'), { page: 'financing-request-lead', path: new RegExp(`^/financing/requests/${id}/leads/${id}$`), example: `/financing/requests/${anId}/leads/${anId}`, for: 'anybody' },
  shape('desk-financing-request', '/desk/financing/:id', 'officers'), shape('desk-financing-product', '/desk/financing/products/:id', 'officers'), shape('bank', '/bank', 'banks'), shape('bank-lead', '/bank/leads/:id', 'banks'), shape('bank-product', '/bank/products/:id', 'banks'),
  { page: 'notice', path: /^\/notices\/([a-z0-9-]{1,60})$/, example: '/notices/hzz-2022-73', for: 'anybody' }, { page: 'subsidies-programme', path: /^\/subsidies\/(P\d+)$/, example: '/subsidies/P05', for: 'anybody' },
  { page: 'desk-notice', path: /^\/desk\/notices\/([a-z0-9-]{1,60})$/, example: '/desk/notices/hzz-2022-73', for: 'officers' }, { page: 'desk-notice-reach', path: /^\/desk\/notices\/([a-z0-9-]{1,60})\/reach$/, example: '/desk/notices/hzz-2022-73/reach', for: 'officers' },
  shape('desk-case', '/desk/cases/:id', 'officers'), shape('desk', '/desk', 'officers'), shape('desk-queue', '/desk/queue', 'officers'), shape('desk-verifications', '/desk/verifications', 'officers'), shape('desk-appeals', '/desk/appeals', 'officers'),
  // Whatever is handed over on the desk home.
  shape('desk-verifications', '/desk/verifications/:id', 'officers'), shape('desk-appeals', '/desk/appeals/:id', 'officers'), shape('desk-questions', '/desk/consultations/questions/:id', 'officers'), shape('desk-financing-products', '/desk/financing/products', 'officers'),
]
