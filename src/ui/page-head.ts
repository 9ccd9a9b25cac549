import { inject, onBeforeUnmount, watchEffect, type InjectionKey } from 'vue'

export interface PageHead {
  /** Without the name of the service; that is added. */
  title: string
  description?: string
}
/** While the server renders: collects the getter, which is read once the page's data is there. */
export const headSinkKey: InjectionKey<(head: () => PageHead) => void> = Symbol('head')
export const serviceName = '知企通'

/** Title (and, for rendered pages, description and link preview) of a page whose title depends on its data. Else the route's title stands. */
export function usePageHead(head: () => PageHead): void {
  const sink = inject(headSinkKey, null)
  if (sink) return sink(head)
  const stop = watchEffect(() => (document.title = pageTitle(head().title)))
  onBeforeUnmount(stop)
}

export function pageTitle(title: string): string {
  return title === serviceName ? title : `${title}｜${serviceName}`
}
