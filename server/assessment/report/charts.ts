// The two charts of a report as SVG. Figures stand beside every point and bar, so that nothing hangs on colour; the table below says the same.
import { BarChart, RadarChart } from 'echarts/charts'
import { GridComponent, RadarComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { ReportChapter } from './printed-report.ts'
import { scoreText } from './report-words.ts'

use([BarChart, RadarChart, GridComponent, RadarComponent, SVGRenderer])

const colours = { ink: '#14252a', faint: '#a9b6b3', line: '#dce3e0', main: '#0a595e' }
const longestName = 8
/** Fewer corners are no area. */
const fewestCorners = 3

export interface Chart { svg: string; width: number; height: number }

function shortName({ short }: ReportChapter): string {
  const characters = [...short]
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join('')}…` : short
}

type Option = Parameters<ReturnType<typeof init>['setOption']>[0]

function render(width: number, height: number, option: Option): Chart {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, ...option })
    return { svg: chart.renderToSVGString(), width, height }
  } finally {
    chart.dispose()
  }
}

/** Null where fewer than three chapters have a score. */
export function radarChart(chapters: readonly ReportChapter[], { width, height, font }: { width: number; height: number; font: string }): Chart | null {
  const scored = chapters.flatMap((chapter) => (chapter.tenths === null ? [] : [{ chapter, value: chapter.tenths / 10 }]))
  if (scored.length < fewestCorners) return null
  return render(width, height, {
    textStyle: { fontFamily: font },
    radar: {
      center: ['50%', '53%'], radius: '62%', splitNumber: 4, axisNameGap: 7, clockwise: true,
      indicator: scored.map(({ chapter, value }) => ({ name: `${shortName(chapter)}\n${value}`, max: 100, min: 0 })),
      axisName: { color: colours.ink, fontSize: 9, lineHeight: 12, fontFamily: font },
      splitArea: { show: false }, splitLine: { lineStyle: { color: colours.line, width: 0.8 } }, axisLine: { lineStyle: { color: colours.line, width: 0.8 } },
    },
    series: [{
      type: 'radar', symbol: 'circle', symbolSize: 5, itemStyle: { color: colours.main }, lineStyle: { color: colours.main, width: 1.6 }, areaStyle: { color: colours.main, opacity: 0.12 },
      data: [{ value: scored.map(({ value }) => value) }],
    }],
  })
}

/** A chapter without a score has no bar and says —. */
export function barChart(chapters: readonly ReportChapter[], { width, height, font }: { width: number; height: number; font: string }): Chart {
  return render(width, height, {
    textStyle: { fontFamily: font },
    grid: { left: 4, right: 30, top: 6, bottom: 18, containLabel: false, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'value', min: 0, max: 100, interval: 25, axisLabel: { color: colours.ink, fontSize: 8, fontFamily: font }, splitLine: { lineStyle: { color: colours.line, width: 0.8 } }, axisLine: { show: false }, axisTick: { show: false },
    },
    yAxis: {
      type: 'category', inverse: true, data: chapters.map(shortName), axisLabel: { color: colours.ink, fontSize: 9, fontFamily: font }, axisLine: { lineStyle: { color: colours.faint } }, axisTick: { show: false },
    },
    series: [{
      type: 'bar', barWidth: '52%', itemStyle: { color: colours.main },
      label: { show: true, position: 'right', color: colours.ink, fontSize: 9, fontFamily: font, formatter: ({ dataIndex }: { dataIndex: number }) => scoreText(chapters[dataIndex]?.tenths ?? null) },
      data: chapters.map(({ tenths }) => (tenths ?? 0) / 10),
    }],
  })
}
