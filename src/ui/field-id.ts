/** The id of a field's box (or group) for a field path such as `patents[1].patentNo`; an error summary jumps to it. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]/g, '-')}`
}

/** Answers for a ChoiceBox that asks yes or no. */
export const yesNo = [
  { value: true, word: '是' },
  { value: false, word: '否' },
] as const
