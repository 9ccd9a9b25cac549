// One thing wrong in a scheme, for two readers: the loader prints its line, the desk shows the sentence of its reason beside the field.
import type { SchemeReason } from '#contract/subsidies/scheme-reasons.ts'

export interface Fault {
  /** In the source, e.g. `batches[0].closesAt`. */
  path: string
  reason: SchemeReason
  /** The loader's English. */
  what: string
  /** The name, value or number it is about. */
  about?: string
}

export function fault(path: string, reason: SchemeReason, what: string, about?: string | number): Fault {
  return about === undefined ? { path, reason, what } : { path, reason, what, about: String(about) }
}

export function within(prefix: string, faults: readonly Fault[]): Fault[] {
  return faults.map((one) => ({ ...one, path: prefix + one.path }))
}

export function lineOf({ path, what }: Fault): string {
  return `${path}: ${what}`
}

export function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}

/** `id x is there twice`, for each value there more than once. */
export function twice(path: string, word: string, values: readonly string[]): Fault[] {
  return repeated(values).map((value) => fault(path, 'repeated', `${word}${value} is there twice`, value))
}
