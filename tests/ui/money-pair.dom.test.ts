import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import MoneyPair from '#client/ui/MoneyPair.vue'

function aPair(fen: number | null = null) {
  const wrapper = mount(MoneyPair, {
    props: { label: '贷款金额', modelValue: fen, 'onUpdate:modelValue': (value: number | null) => wrapper.setProps({ modelValue: value }) },
  })
  const [yuan, wan] = wrapper.findAll('input')
  if (!yuan || !wan) throw new Error('two boxes expected')
  return { wrapper, yuan, wan, model: () => wrapper.emitted<[number | null]>('update:modelValue')?.at(-1)?.[0] }
}

describe('money in 元 and 万元 side by side', () => {
  it('writes 万元 when 元 is typed, and reads back in capitals', async () => {
    const { wrapper, yuan, wan, model } = aPair()
    await yuan.setValue('6000000')
    expect(wan.element.value).toBe('600')
    expect(model()).toBe(600_000_000)
    expect(wrapper.text()).toContain('人民币陆佰万元整')
  })

  it('writes 元 when 万元 is typed', async () => {
    const { yuan, wan, model } = aPair()
    await wan.setValue('8.05')
    expect(yuan.element.value).toBe('80500')
    expect(model()).toBe(8_050_000)
  })

  it('does not touch the box that is being typed in', async () => {
    const { yuan } = aPair()
    await yuan.setValue('80000.')
    expect(yuan.element.value).toBe('80000.')
  })

  it('takes commas as people write them', async () => {
    const { yuan, model } = aPair()
    await yuan.setValue('6,000,000')
    expect(model()).toBe(600_000_000)
  })

  it('is unanswered again when emptied', async () => {
    const { yuan, wan, model } = aPair(8_000_000)
    expect(wan.element.value).toBe('8')
    await yuan.setValue('')
    expect(model()).toBeNull()
    expect(wan.element.value).toBe('')
  })

  it('says what it cannot read and keeps the last sum', async () => {
    const { wrapper, yuan, model } = aPair()
    await yuan.setValue('80000')
    await yuan.setValue('八万')
    expect(model()).toBe(8_000_000)
    expect(wrapper.emitted('unreadable')?.at(-1)).toEqual([{ ok: false, reason: 'money-format' }])
  })
})
