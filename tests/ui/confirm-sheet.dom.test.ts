import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import ConfirmSheet from '#client/ui/ConfirmSheet.vue'

let wrapper: VueWrapper
async function open(props: Record<string, unknown> = {}): Promise<void> {
  document.body.innerHTML = '<div id="overlays"></div><button id="opener">撤回</button>'
  document.querySelector<HTMLElement>('#opener')?.focus()
  wrapper = mount(ConfirmSheet, { attachTo: document.body, props: { title: '撤回这次申报？', confirmWord: '撤回', show: false, 'onUpdate:show': (show: boolean) => wrapper.setProps({ show }), ...props } })
  await wrapper.setProps({ show: true })
  await nextTick()
}
async function pressEscape(): Promise<void> {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  await nextTick()
}
afterEach(() => wrapper.unmount())

describe('a sheet from below', () => {
  it('is left with Escape, and the focus is where it was', async () => {
    await open()
    expect(document.activeElement?.textContent).toBe('撤回这次申报？')
    await pressEscape()
    expect(wrapper.props()).toMatchObject({ show: false })
    expect(document.activeElement?.id).toBe('opener')
  })

  it('stays while it sends, and where there is no way round it', async () => {
    await open({ busy: true })
    await pressEscape()
    expect(wrapper.props()).toMatchObject({ show: true })
    wrapper.unmount()
    await open({ blocking: true })
    await pressEscape()
    expect(wrapper.props()).toMatchObject({ show: true })
  })
})
