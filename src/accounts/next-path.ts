import type { LocationQueryValue } from 'vue-router'

/** Where to go on afterwards: a path of our own pages, or undefined. Anything that could lead elsewhere is dropped. */
export function readNext(value: LocationQueryValue | LocationQueryValue[] | undefined): string | undefined {
  const text = [value].flat()[0]
  if (!text || !/^\/(?![/\\])/.test(text) || /[\u0000-\u001f\\]/.test(text)) return undefined
  return text.startsWith('/sign-in') ? undefined : text
}

/** The same path carried on to another page. */
export function withNext(path: string, next: string | undefined): { path: string; query: Record<string, string> } {
  return { path, query: next === undefined ? {} : { next } }
}
