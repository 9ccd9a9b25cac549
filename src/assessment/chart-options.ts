// What is drawn: options of the charting library from figures and look. Pure, so that a test can read them.
import type { BarSeriesOption, RadarSeriesOption } from 'echarts/charts'
import type { GraphicComponentOption, GridComponentOption, RadarComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { ChartLook } from './chart-look.ts'
import { points, type ChapterFigure } from './result-figures.ts'

export type ChartOption = ComposeOption<
  BarSeriesOption | RadarSeriesOption | RadarComponentOption | GridComponentOption | GraphicComponentOption
>
export interface Drawing {
  option: ChartOption
  /** Pixels. */
  height: number
}

/** 知识产权管理体系 in two lines, so that the corners leave room for the radar. */
function inLines(title: string, most = 5): string {
  if (title.length <= most) return title
  const rows = Math.ceil(title.length / most)
  const each = Math.ceil(title.length / rows)
  return Array.from({ length: rows }, (_, row) => title.slice(row * each, (row + 1) * each)).join('\n')
}

const wholePoints = (tenths: number | null) => Math.floor((tenths ?? 0) / 10)

/** Corners that count; a chapter that does not apply as a whole has none. Fewer than three make no radar. */
export function radarCorners(figures: readonly ChapterFigure[]): ChapterFigure[] {
  return figures.filter(({ tenths }) => tenths !== null)
}

/** This time filled, last time dashed, weak corners in a grey ring; clockwise from the top. */
export function radarDrawing(figures: readonly ChapterFigure[], look: ChartLook, width: number): Drawing {
  const corners = radarCorners(figures)
  const text = look.rem * 0.875
  const widest = Math.max(
    ...corners.map(({ title }) =>
      Math.max(
        ...inLines(title)
          .split('\n')
          .map((row) => row.length),
      ),
    ),
  )
  const rows = Math.max(...corners.map(({ title }) => inLines(title).split('\n').length)) + 1
  const radius = Math.max(48, Math.min(width / 2 - widest * text - 14, look.rem * 9))
  const margin = rows * text * 1.35 + 16
  // With an odd number of corners the lowest lie less far down than the highest lies up.
  const reachDown = corners.length % 2 === 0 ? radius : radius * Math.cos(Math.PI / corners.length)
  const height = Math.round(radius + reachDown + 2 * margin)
  const [cx, cy] = [width / 2, margin + radius]
  const hasThen = corners.every(({ thenTenths }) => thenTenths !== null)
  const rings = corners.flatMap(({ tenths, isWeak }, index) => {
    if (!isWeak) return []
    const angle = (index * 2 * Math.PI) / corners.length
    const reach = (radius * wholePoints(tenths)) / 100
    return [
      {
        type: 'circle' as const,
        silent: true,
        z: 10,
        shape: { cx: cx + reach * Math.sin(angle), cy: cy - reach * Math.cos(angle), r: look.rem * 0.5 },
        style: { fill: look.surface, stroke: look.line2, lineWidth: 2.5 },
      },
    ]
  })
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: look.font },
    graphic: rings,
    radar: {
      center: [cx, cy],
      radius,
      clockwise: true,
      splitNumber: 4,
      axisNameGap: 8,
      indicator: corners.map(({ title }) => ({ name: title, max: 100, min: 0 })),
      axisName: {
        formatter: (_name, indicator) => {
          const corner = corners.find(({ title }) => title === indicator?.name)
          return corner ? `{name|${inLines(corner.title)}}\n{now|${points(corner.tenths)}}` : ''
        },
        rich: {
          name: { color: look.ink2, fontSize: text, lineHeight: text * 1.35, align: 'center' },
          now: { color: look.ink, fontSize: text * 1.1, lineHeight: text * 1.4, fontWeight: 600, align: 'center' },
        },
      },
      axisLine: { lineStyle: { color: look.line } },
      splitLine: { lineStyle: { color: look.line } },
      splitArea: { show: false },
    },
    series: [
      {
        type: 'radar',
        silent: true,
        data: [
          ...(hasThen
            ? [
                {
                  value: corners.map(({ thenTenths }) => wholePoints(thenTenths)),
                  symbol: 'none',
                  lineStyle: { color: look.line2, width: 1.5, type: [5, 4] },
                },
              ]
            : []),
          {
            value: corners.map(({ tenths }) => wholePoints(tenths)),
            symbol: 'circle',
            symbolSize: look.rem * 0.45,
            lineStyle: { color: look.primary, width: 2.5 },
            itemStyle: { color: look.primary },
            areaStyle: { color: look.primary, opacity: 0.14 },
          },
        ],
      },
    ],
  }
  return { option, height }
}

/** One bar a chapter from top to bottom, last time as a thin dashed one below it. */
export function barDrawing(figures: readonly ChapterFigure[], look: ChartLook): Drawing {
  const text = look.rem * 0.875
  const hasThen = figures.some(({ thenTenths }) => thenTenths !== null)
  const bar = look.rem * 0.9
  const row = bar * (hasThen ? 1.75 : 1) + look.rem * 1.1
  const widest = Math.max(
    ...figures.map(({ title }) =>
      Math.max(
        ...inLines(title, 6)
          .split('\n')
          .map((line) => line.length),
      ),
    ),
  )
  const label = { show: true, position: 'right' as const, color: look.ink, fontSize: text, fontWeight: 600 }
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: { left: widest * text + 14, right: text * 3.4, top: 4, bottom: 4, outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: 0, max: 100, interval: 50, axisLabel: { show: false }, splitLine: { lineStyle: { color: look.line } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: figures.map(({ title }) => inLines(title, 6)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line2 } },
      axisLabel: { color: look.ink2, fontSize: text, lineHeight: text * 1.25, interval: 0 },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: bar,
        barGap: '15%',
        itemStyle: { color: look.primary },
        data: figures.map(({ tenths, isWeak }) => ({
          value: wholePoints(tenths),
          label: { ...label, formatter: `${points(tenths)}${isWeak ? ' ○' : ''}` },
        })),
      },
      ...(hasThen
        ? [
            {
              type: 'bar' as const,
              silent: true,
              barWidth: bar * 0.5,
              itemStyle: { color: 'transparent', borderColor: look.line2, borderWidth: 1.5, borderType: 'dashed' as const },
              data: figures.map(({ thenTenths }) => ({
                value: wholePoints(thenTenths),
                label: {
                  ...label,
                  color: look.ink2,
                  fontWeight: 400 as const,
                  fontSize: text * 0.86,
                  formatter: thenTenths === null ? '' : points(thenTenths),
                },
              })),
            },
          ]
        : []),
    ],
  }
  return { option, height: Math.round(figures.length * row + 8) }
}

/** How many firms in each band of the score, from the lowest. */
export function bandDrawing(bands: readonly { word: string; count: number }[], look: ChartLook, isNarrow: boolean): Drawing {
  const text = look.rem * 0.8125
  const option: ChartOption = {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: { left: 8, right: 8, top: text * 2.2, bottom: text * 2.2, outerBoundsMode: 'none' },
    xAxis: {
      type: 'category',
      data: bands.map(({ word }) => word),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line2 } },
      axisLabel: { color: look.ink2, fontSize: isNarrow ? text * 0.86 : text, interval: 0 },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { lineStyle: { color: look.line } } },
    series: [
      {
        type: 'bar',
        silent: true,
        barMaxWidth: look.rem * 3,
        barCategoryGap: '35%',
        itemStyle: { color: look.primary },
        label: { show: true, position: 'top', color: look.ink, fontSize: text, fontWeight: 600 },
        data: bands.map(({ count }) => count),
      },
    ],
  }
  return { option, height: Math.round(look.rem * 14) }
}
