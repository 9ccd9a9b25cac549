import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import TextBox from '#client/ui/TextBox.vue'

function aBox(props: Record<string, unknown> = {}) {
  const wrapper = mount(TextBox, {
    props: {
      label: '企业名称',
      name: 'name',
      modelValue: '',
      'onUpdate:modelValue': (value: string) => wrapper.setProps({ modelValue: value }),
      ...props,
    },
  })
  const input = wrapper.get('input')
  return { wrapper, input, lastModel: () => wrapper.emitted<[string]>('update:modelValue')?.at(-1)?.[0] }
}

describe('a text box under pinyin input (C36)', () => {
  it('has given what is typed before the composition ends', async () => {
    const { input, lastModel } = aBox()
    await input.trigger('compositionstart')
    input.element.value = 'wei pan'
    await input.trigger('input')
    expect(lastModel()).toBe('wei pan')
    input.element.value = '苇畔'
    await input.trigger('compositionend')
    expect(lastModel()).toBe('苇畔')
  })

  it('loses nothing when the field is left in mid-composition', async () => {
    const { input, lastModel } = aBox()
    await input.trigger('compositionstart')
    input.element.value = '苇'
    await input.trigger('blur')
    expect(lastModel()).toBe('苇')
  })

  it('is not written to from outside while composing', async () => {
    const { wrapper, input } = aBox()
    await input.trigger('compositionstart')
    input.element.value = 'wei'
    await input.trigger('input')
    await wrapper.setProps({ modelValue: 'WEI' })
    expect(input.element.value).toBe('wei')
  })

  it('says that a text is too long, and cuts nothing', async () => {
    const { wrapper, input, lastModel } = aBox({ maxLength: 3 })
    await input.setValue('苇畔材料')
    expect(lastModel()).toBe('苇畔材料')
    expect(wrapper.text()).toContain('最多 3 个字，现在 4 个')
  })
})

describe('an error under a text box', () => {
  it('is tied to the box', () => {
    const { wrapper, input } = aBox({ error: '这是公告号。' })
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(wrapper.get(`#${input.attributes('aria-describedby')}`).text()).toBe('这是公告号。')
  })
})
