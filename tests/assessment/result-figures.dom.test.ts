import { describe, expect, it } from 'vitest'
import { barDrawing, radarCorners, radarDrawing } from '#client/assessment/chart-options.ts'
import { planGroups, isOverdue } from '#client/assessment/plan-words.ts'
import { chapterFigures, chartWords, differenceWord, earlierOf, points, pointsBetween, weakBelow, type ChapterFigure } from '#client/assessment/result-figures.ts'
import { scoreAnswers } from '#contract/assessment/scoring.ts'
import { byItem } from '#contract/assessment/answers.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { anAnswer, edition } from './pages.dom.ts'
import { aStep } from './result-pages.dom.ts'

const figure = (over: Partial<ChapterFigure> = {}): ChapterFigure => ({ no: '4', title: '企业环境', tenths: 780, thenTenths: null, isWeak: false, answered: 3, total: 3, gaps: 0, ...over })
const look = { ink: '#111', ink2: '#222', line: '#333', line2: '#444', surface: '#fff', primary: '#0a0', fill: '#dfd', mute: '#999', font: 'sans', rem: 16 }

describe('points on screen', () => {
  it('are whole and rounded down, so that they never promise a grade not reached', () => {
    expect([849, 850, 0, null].map(points)).toEqual(['84', '85', '0', '—'])
  })
  it('are compared as they are shown', () => {
    expect(pointsBetween(849, 840)).toBe(0)
    expect(pointsBetween(850, 849)).toBe(1)
    expect(pointsBetween(null, 849)).toBeNull()
    expect([differenceWord(3), differenceWord(-3), differenceWord(0)]).toEqual(['高 3 分', '低 3 分', '一样'])
  })
})

describe('a weak corner', () => {
  it('lies below the second grade from below, not on it', () => {
    expect(weakBelow(edition.scoring)).toBe(50)
    const half = scoreAnswers(edition, placedItems(edition), byItem([anAnswer('k1', 'minor'), anAnswer('n1', 'minor'), anAnswer('k2', 'major'), anAnswer('s1', 'conform'), anAnswer('n2', 'major')]))
    expect(chapterFigures(half, null, edition.scoring).map(({ tenths, isWeak }) => [tenths, isWeak])).toEqual([[500, false], [250, true]])
  })
  it('is none where nothing was answered yet', () => {
    const begun = scoreAnswers(edition, placedItems(edition), byItem([anAnswer('k1', 'conform')]))
    expect(chapterFigures(begun, null, edition.scoring).map(({ isWeak }) => isWeak)).toEqual([false, false])
  })
  it('is told to listeners in words', () => {
    expect(chartWords('雷达图', [figure({ tenths: 480, isWeak: true, thenTenths: 300 }), figure({ title: '改进', tenths: null })])).toContain('企业环境 48 分，偏低，上次 30；改进不计分')
  })
})

describe('the radar', () => {
  it('leaves out a chapter that does not apply as a whole', () => {
    expect(radarCorners([figure(), figure({ tenths: null })])).toHaveLength(1)
  })
  it('draws last time only where every corner has one', () => {
    const three = (over: Partial<ChapterFigure> = {}) => [figure(), figure({ no: '5' }), figure({ no: '6', ...over })].map((one, index) => ({ ...one, title: `第${index}章` }))
    const lines = (figures: ChapterFigure[]) => JSON.stringify(radarDrawing(figures, look, 390).option).split('"areaStyle"').length + JSON.stringify(radarDrawing(figures, look, 390).option).split('"type":[5,4]').length
    expect(lines(three())).toBe(lines(three({ thenTenths: 300 })))
    expect(lines(three().map((one) => ({ ...one, thenTenths: 300 })))).toBe(lines(three()) + 1)
  })
  it('marks weak corners by a ring, so that nobody needs the colour', () => {
    const { option } = radarDrawing([figure(), figure({ title: '策划' }), figure({ title: '支持', tenths: 300, isWeak: true })], look, 390)
    expect(option.graphic).toHaveLength(1)
  })
  it('keeps its corners inside a narrow phone, also in large type', () => {
    for (const width of [360, 390]) for (const rem of [16, 20, 30]) expect(radarDrawing([figure(), figure({ title: '策划' }), figure({ title: '知识产权管理体系' })], { ...look, rem }, width).height).toBeGreaterThan(100)
  })
})

it('a bar stands for every chapter, with its points beside it', () => {
  const written = JSON.stringify(barDrawing([figure({ thenTenths: 500 }), figure({ title: '改进', tenths: null })], look).option)
  expect(written).toContain('"formatter":"78"')
  expect(written).toContain('"formatter":"—"')
  expect(written).toContain('"formatter":"50"')
})

it('an earlier assessment is of the same edition, begun before, and answered', () => {
  const one = (id: string, createdAt: string, over: object = {}) => ({ id, editionId: 'e23', createdAt, answered: 3, total: 5, ...over })
  const all = [one('a', '2026-01-01'), one('b', '2026-06-01'), one('c', '2026-12-01'), one('d', '2026-07-01', { editionId: 'e13' }), one('e', '2026-08-01', { answered: 0 })]
  expect(earlierOf(all, one('now', '2026-09-01')).map(({ id }) => id)).toEqual(['b', 'a'])
})

describe('steps of the plan', () => {
  it('are late the day after their date, not on it, and never once they are done', () => {
    const on = (dueOn: string, state: 'todo' | 'done' = 'todo') => isOverdue({ dueOn, state }, '2026-11-23')
    expect([on('2026-11-22'), on('2026-11-23'), on('2026-11-22', 'done')]).toEqual([true, false, false])
  })
  it('stand in groups by date, two weeks counting from today', () => {
    const groups = planGroups([aStep({ id: '1', dueOn: '2026-12-07' }), aStep({ id: '2', dueOn: '2026-12-08' }), aStep({ id: '3', dueOn: '2026-11-22' }), aStep({ id: '4', state: 'dropped' })], '2026-11-23')
    expect(groups.map(({ id, steps }) => [id, steps.map((step) => step.id).join()])).toEqual([['overdue', '3'], ['soon', '1'], ['later', '2'], ['dropped', '4']])
  })
})
