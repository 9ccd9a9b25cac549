import type { CalendarEntry } from '#server/consultations/calendar.ts'

/** Thursday 3 December 2026, 09:30 to 11:00 in Shanghai. */
export function anEntry(more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e', sequence: 0, startsAt: Date.parse('2026-12-03T01:30:00.000Z'), endsAt: Date.parse('2026-12-03T03:00:00.000Z'),
    summary: '上门：专利布局与导航（专家 刘颖）', location: '马桥镇 红旗路，3 号；二楼', description: '编号：YY-2026-0001\n企业：桓台苇畔新材料有限公司', url: 'https://ip.example.gov.cn/consultations/bookings/1?firm=2',
    isCancelled: false, createdAt: Date.parse('2026-11-23T02:08:00.000Z'), changedAt: Date.parse('2026-11-24T02:08:00.000Z'), ...more,
  }
}
