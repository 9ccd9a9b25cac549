import type { RouteRecordRaw } from 'vue-router'

/** Products: a bank's contact writes them, officers publish them and write insurance. */
export const productRoutes: RouteRecordRaw[] = [
  { path: '/bank/products', name: 'bank-products', component: () => import('./BankProductsPage.vue'), meta: { title: '产品', signedIn: true, roles: ['bank'], desk: true, tab: 'products' } },
  { path: '/bank/products/:id', name: 'bank-product', component: () => import('./BankProductPage.vue'), props: true, meta: { title: '写产品', signedIn: true, roles: ['bank'], desk: true } },
  { path: '/desk/financing/products', name: 'desk-financing-products', component: () => import('./DeskProductsPage.vue'), meta: { title: '产品和保险', roles: ['officer'], desk: true } },
  {
    path: '/desk/financing/products/:id',
    name: 'desk-financing-product',
    component: () => import('./DeskProductsPage.vue'),
    props: ({ params, query }) => ({ id: String(params.id), write: query.write === 'yes' }),
    meta: { title: '一个产品', roles: ['officer'], desk: true },
  },
]
