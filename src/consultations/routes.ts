import type { RouteRecordRaw } from 'vue-router'

export const consultationsRoutes: RouteRecordRaw[] = []
