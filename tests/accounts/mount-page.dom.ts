// A page in jsdom against a fake network at axios, used by label and by what stands on the button.
import { PiniaColada } from '@pinia/colada'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router, type RouteRecordRaw } from 'vue-router'
import type { Component } from 'vue'

export interface SentRequest { method: string; url: string; data?: unknown; params?: object; headers?: Record<string, string> }
type Answer = { status: number; body?: unknown }
const answers = new Map<string, (request: SentRequest) => Answer>()
export const sent: SentRequest[] = []

/** What the server says to "METHOD /path" from now on. */
export function answer(route: string, status: number, body?: unknown): void {
  answers.set(route, () => ({ status, body }))
}
/** The same, by what was asked. */
export function answerWith(route: string, reply: (request: SentRequest) => Answer): void {
  answers.set(route, reply)
}
/** From now on no answer comes to this: the line is gone. */
export function forget(route: string): void {
  answers.delete(route)
}
export function forgetAnswers(): void {
  answers.clear()
  sent.length = 0
}

/** For vi.mock('axios', …): requests end here. */
export const fakeAxios = {
  default: {
    isAxiosError: (error: unknown) => typeof error === 'object' && error !== null && 'response' in error,
    async request(request: SentRequest) {
      sent.push(request)
      const reply = answers.get(`${request.method} ${request.url}`)?.(request)
      if (!reply) throw Object.assign(new Error('no network'), { response: undefined, code: 'ERR_NETWORK' })
      if (reply.status >= 400) throw Object.assign(new Error('refused'), { response: { status: reply.status, data: reply.body, headers: {} } })
      return { status: reply.status, data: reply.body ?? '', headers: {} }
    },
  },
}

export interface Page {
  router: Router
  text(): string
  type(label: string, value: string): Promise<void>
  leave(label: string): Promise<void>
  tick(sentence: string): Promise<void>
  press(word: string): Promise<void>
  button(word: string): HTMLButtonElement
  /** The sentence tied to the box by aria-describedby. */
  noteOf(label: string): string
  settle(): Promise<void>
  unmount(): void
}

async function settle(): Promise<void> {
  for (let round = 0; round < 8; round += 1) await vi.advanceTimersByTimeAsync(1)
}

function boxOf(root: HTMLElement, label: string): HTMLInputElement {
  const found = [...root.querySelectorAll('label')].find((element) => element.textContent?.startsWith(label))
  const box = found && root.querySelector(`#${CSS.escape(found.htmlFor)}`)
  if (!box) throw new Error(`no box labelled ${label}`)
  return box as HTMLInputElement
}

/** Mounts the page at `path`; every other path of the app exists and is empty. `routes` where the page reads parameters or nests others. */
export async function mountPage(component: Component, path: string, routes: RouteRecordRaw[] = []): Promise<Page> {
  const overlays = document.createElement('div')
  overlays.id = 'overlays'
  document.body.replaceChildren(overlays)
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: '/:path(.*)*', component: { template: '<i />' } }] })
  await router.push(path)
  const pinia = createPinia()
  // A page fetches the way to the server when it first asks; the steps of the test's own clock must not race that.
  await import('#client/http-request.ts')
  const wrapper: VueWrapper = mount(component, { attachTo: document.body, global: { plugins: [pinia, PiniaColada, router] } })
  await settle()
  const root = document.body
  const button = (word: string) => {
    const found = [...root.querySelectorAll('button')].find((element) => element.textContent?.trim().startsWith(word))
    if (!found) throw new Error(`no button ${word}: ${[...root.querySelectorAll('button')].map((element) => element.textContent?.trim()).join(' / ')}`)
    return found
  }
  return {
    router,
    button,
    settle,
    text: () => root.textContent?.replace(/\s+/g, ' ') ?? '',
    async type(label, value) {
      const box = boxOf(root, label)
      box.value = value
      box.dispatchEvent(new Event(box.tagName === 'SELECT' ? 'change' : 'input'))
      await settle()
    },
    async leave(label) {
      boxOf(root, label).dispatchEvent(new Event('blur'))
      await settle()
    },
    async tick(sentence) {
      const found = [...root.querySelectorAll('label')].find((element) => element.textContent?.trim().startsWith(sentence))
      if (!found) throw new Error(`nothing to tick: ${sentence}`)
      found.click()
      await settle()
    },
    async press(word) {
      button(word).click()
      await settle()
    },
    noteOf(label) {
      const id = boxOf(root, label).getAttribute('aria-describedby')
      return id ? (root.querySelector(`#${CSS.escape(id)}`)?.textContent?.trim() ?? '') : ''
    },
    unmount: () => wrapper.unmount(),
  }
}
