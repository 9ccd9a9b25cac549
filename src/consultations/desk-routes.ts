import type { RouteRecordRaw } from 'vue-router'

export const deskConsultationsRoutes: RouteRecordRaw[] = []
