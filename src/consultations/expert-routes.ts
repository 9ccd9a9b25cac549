import type { RouteRecordRaw } from 'vue-router'

export const expertConsultationsRoutes: RouteRecordRaw[] = []
