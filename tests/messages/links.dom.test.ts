// Every kind of link a message may have is an address of a page, for those who get such messages (pitfall C26).
import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { routes } from '#client/app/routes.ts'
import { linkShapes } from './link-shapes.ts'

const router = createRouter({ history: createMemoryHistory(), routes })

describe('a link in a mail or a push', () => {
  it.each([['/messages/stop/a.case.b', 'messages-stop'], ['/messages', 'messages'], ['/me/notifications', 'me-notifications']])('%s is a page', (link, name) => {
    expect(router.resolve(link).name).toBe(name)
  })
  it('that stops mails asks nobody to sign in', () => {
    expect(router.resolve('/messages/stop/a.case.b').meta.signedIn).toBeUndefined()
  })
})

describe('a link in a message', () => {
  it.each(linkShapes.map((shape) => [shape.example, shape] as const))('%s is a page', (link, shape) => {
    const to = router.resolve(link)
    expect(to.name).toBe(shape.page)
    const roles = to.matched.flatMap((record) => record.meta.roles ?? [])
    expect(roles.includes(shape.for === 'experts' ? 'expert' : shape.for === 'banks' ? 'bank' : shape.for === 'administrators' ? 'administrator' : 'officer') || roles.length === 0).toBe(true)
    if (shape.for === 'anybody') expect(roles).toEqual([])
    if (shape.for === 'reviewers') expect([...roles].sort()).toEqual(['expert', 'officer'])
  })
})
