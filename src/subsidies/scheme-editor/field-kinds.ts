// The kinds of question a form can ask: how a new one begins, and what stays when an officer picks another kind.
import type { Field, PlainField, RepeatField } from '#contract/subsidies/programme.ts'

export type FieldType = Field['type']
export type PlainType = PlainField['type']
type Base = Pick<PlainField, 'name' | 'label' | 'required' | 'help' | 'showWhen' | 'prefill' | 'carry'>

export const fieldTypes: readonly { value: FieldType; word: string }[] = [
  { value: 'text', word: '一行字' },
  { value: 'textarea', word: '一段话' },
  { value: 'boolean', word: '是或否' },
  { value: 'select', word: '选一个' },
  { value: 'money', word: '金额' },
  { value: 'number', word: '数' },
  { value: 'date', word: '日期' },
  { value: 'tel', word: '电话' },
  { value: 'town', word: '镇（街道）' },
  { value: 'repeat', word: '可以填好几行' },
]
export const typeWord = (type: FieldType): string => fieldTypes.find(({ value }) => value === type)?.word ?? ''

/** What nobody would type by accident: ten million 元 a hundredfold (1 000 000 000 元). */
const mostFen = 100_000_000_000

export function newPlainField(type: PlainType, base: Base): PlainField {
  switch (type) {
    case 'text':
      return { ...base, type, maxLength: 60 }
    case 'textarea':
      return { ...base, type, maxLength: 500 }
    case 'money':
      return { ...base, type, minFen: 0, maxFen: mostFen }
    case 'number':
      return { ...base, type, min: 0, max: 1000, decimals: 0 }
    case 'select':
      return { ...base, type, options: ['选项一', '选项二'] }
    case 'date':
    case 'tel':
    case 'town':
    case 'boolean':
      return { ...base, type }
  }
}

export function newField(type: FieldType, base: Base): Field {
  if (type !== 'repeat') return newPlainField(type, base)
  const { name, label, required, help } = base
  return { name, label, required, ...(help === undefined ? {} : { help }), type, min: 1, max: 10, itemLabel: '行', item: [] }
}

/** The same question as another kind: label, help, duty and when it is asked stay. */
export function baseOf(field: Field): Base {
  const { name, label, required, help, showWhen, prefill, carry } = field
  return {
    name, label, required,
    ...(help === undefined ? {} : { help }), ...(showWhen === undefined ? {} : { showWhen }),
    ...(prefill === undefined ? {} : { prefill }), ...(carry === undefined ? {} : { carry }),
  }
}

export function isRepeat(field: Field): field is RepeatField {
  return field.type === 'repeat'
}
