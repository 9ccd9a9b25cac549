// The charting library, only the parts used here. Fetched when a chart is about to be seen; the service worker keeps it for offline.
import { BarChart, RadarChart } from 'echarts/charts'
import { GraphicComponent, GridComponent, RadarComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { ChartOption } from './chart-options.ts'

use([RadarChart, BarChart, RadarComponent, GridComponent, GraphicComponent, SVGRenderer])

export interface Chart {
  draw(option: ChartOption, size: { width: number; height: number }): void
  dispose(): void
}

export function makeChart(element: HTMLElement): Chart {
  const chart = init(element, null, { renderer: 'svg', width: 1, height: 1 })
  return {
    draw(option, size) {
      chart.resize(size)
      chart.setOption(option, { notMerge: true })
    },
    dispose: () => chart.dispose(),
  }
}
