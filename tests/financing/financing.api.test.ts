import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getFinancing, getReadiness } from '#contract/financing/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())

describe('financing', () => {
  it('is told to anybody: products, insurance, the road and that it is free', async () => {
    const { status, body } = await test.client().call(getFinancing)
    const { financing } = test.deps.content
    expect([status, body.items, body.insurance, body.road, body.notes]).toEqual([200, financing.items.map((item) => ({ ...item, bankId: null })), financing.insurance, financing.road, financing.notes])
    expect(body.notes.free).toContain('不收费')
  })

  it('names the schemes that pay something back as they stand', async () => {
    const { body } = await test.client().call(getFinancing)
    expect(body.programmes.map(({ id, title }) => [id, title.includes('质押融资')])).toEqual([['P01', true], ['P02', true]])
  })

  it('keeps to itself where each line comes from in our own papers, and the rules of the card', async () => {
    const { body } = await test.client().call(getFinancing)
    expect(Object.keys(body).sort()).toEqual(['banks', 'insurance', 'intro', 'items', 'notes', 'programmes', 'road', 'title'])
  })

  it('tells anybody the rules of the readiness card, with a topic experts advise on', async () => {
    const { status, body } = await test.client().call(getReadiness)
    expect([status, body.questions, body.life]).toEqual([200, test.deps.content.financing.readiness.questions, test.deps.content.financing.readiness.life])
    expect(test.deps.content.consultations.topics.map(({ id }) => id)).toContain(body.topic)
  })

  it('is in the description of the API', async () => {
    const { paths } = (await test.app.inject({ url: '/api/openapi.json' })).json<{ paths: Record<string, unknown> }>()
    expect([Object.keys(paths[getFinancing.path] ?? {}), Object.keys(paths[getReadiness.path] ?? {})]).toEqual([['get'], ['get']])
  })
})
