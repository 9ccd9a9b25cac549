import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SaveLine from '#client/ui/SaveLine.vue'

const says = (props: InstanceType<typeof SaveLine>['$props']) => mount(SaveLine, { props }).text().replace(/\s+/g, ' ')

describe('the save line', () => {
  it('says where the work is, in words', () => {
    expect(says({ state: 'local' })).toBe('已存在本机 没有网，连上就传到服务器')
    expect(says({ state: 'server', time: '14:32' })).toBe('已存到服务器 14:32，换手机也能接着填')
    expect(says({ state: 'sent', number: 'HT2026-PG-0017' })).toBe('已提交 编号 HT2026-PG-0017')
  })

  it('keeps the old state while sending', () => {
    expect(says({ state: 'local', sending: true })).toContain('已存在本机')
    expect(says({ state: 'local', sending: true })).toContain('正在传')
  })

  it('is a status a screen reader announces', () => {
    expect(mount(SaveLine, { props: { state: 'local' } }).attributes('role')).toBe('status')
  })
})
