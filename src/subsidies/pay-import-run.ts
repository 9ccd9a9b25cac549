import { computed, ref, shallowRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { checkPayments, importPayments, previewPayments } from '#contract/subsidies/endpoints.ts'
import type { BatchResult, PayImport, PayPreview, PayRow, PayTyped } from '#contract/subsidies/batching.ts'
import { call, toApiError, type ApiError } from '#client/http.ts'
import { makeIdempotencyKey, useSubmit } from '#client/ui/use-submit.ts'
import type { RowState } from './pay-import-words.ts'

type Item = BatchResult['items'][number]
/** Lines sent at once: few enough that one answer is never long in coming. */
const linesAtOnce = 50

export interface ShownRow {
  row: PayRow
  state: RowState
  /** What became of it, once it was sent. */
  result: Item | undefined
}

/** A table on its way in: read, looked at line by line, put right or left out, entered. What was entered is not sent again; what nobody knows of keeps its key. */
export function usePayImport() {
  const cache = useQueryCache()
  const fileName = ref('')
  const preview = shallowRef<PayPreview>()
  const left = ref<ReadonlySet<number>>(new Set())
  const results = shallowRef<ReadonlyMap<string, Item>>(new Map())
  const isEntering = ref(false)
  const failure = shallowRef<ApiError | null>(null)
  let pending: { key: string; rows: string } | null = null

  const reading = useSubmit(async (_key, file: File) => call(previewPayments, { body: await file.arrayBuffer(), timeoutMs: 60_000 }))
  const checking = useSubmit((_key, rows: PayTyped[]) => call(checkPayments, { body: { rows }, timeoutMs: 60_000 }))

  const rows = computed<ShownRow[]>(() =>
    (preview.value?.rows ?? []).map((row) => {
      const result = row.caseId === null ? undefined : results.value.get(row.caseId)
      return { row, result: isSent(row, result) ? result : undefined, state: stateOf(row, result) }
    }),
  )
  const ready = computed(() => rows.value.filter(({ state }) => state === 'ready'))
  const sumFen = computed(() => ready.value.reduce((sum, { row }) => sum + (row.amountFen ?? 0), 0))

  /** A line the same case was entered by; one above or below with the same number is another. */
  function isSent(row: PayRow, result: Item | undefined): boolean {
    return result !== undefined && !row.problems.some(({ reason }) => reason === 'pay-twice')
  }
  function stateOf(row: PayRow, result: Item | undefined): RowState {
    if (result && isSent(row, result)) return result.code === null ? (result.isSame ? 'same' : 'done') : 'refused'
    return left.value.has(row.typed.row) ? 'left' : row.state
  }

  function reset(): void {
    preview.value = undefined
    left.value = new Set()
    results.value = new Map()
    failure.value = null
    pending = null
    reading.reset()
    checking.reset()
  }

  async function read(file: File): Promise<void> {
    reset()
    fileName.value = file.name
    preview.value = await reading.submit(file)
  }

  /** The whole table is judged again: what was put right may have been somebody else's second line. */
  async function correct(typed: PayTyped): Promise<void> {
    const before = preview.value
    if (!before) return
    const lines = before.rows.map((row) => (row.typed.row === typed.row ? typed : row.typed))
    // What is typed stays, whatever becomes of the asking.
    preview.value = { ...before, rows: before.rows.map((row) => (row.typed.row === typed.row ? { ...row, typed } : row)) }
    results.value = new Map(
      [...results.value].filter(
        ([caseId, { code }]) => code === null || caseId !== before.rows.find((row) => row.typed.row === typed.row)?.caseId,
      ),
    )
    const reply = await checking.submit(lines)
    if (reply) preview.value = reply
  }

  function leave(row: number, isLeft: boolean): void {
    const next = new Set(left.value)
    if (isLeft) next.add(row)
    else next.delete(row)
    left.value = next
  }

  function keyFor(lines: PayImport['rows']): string {
    const text = JSON.stringify(lines)
    if (pending?.rows !== text) pending = { key: makeIdempotencyKey(), rows: text }
    return pending.key
  }

  /** Sends what is ready, some lines at a time; stops where an answer does not come, and goes on from there when asked again. */
  async function enter(): Promise<void> {
    if (isEntering.value) return
    isEntering.value = true
    failure.value = null
    try {
      for (let before = Infinity; ready.value.length > 0 && ready.value.length < before;) {
        before = ready.value.length
        const lines = ready.value.slice(0, linesAtOnce).map(({ row }) => ({
          row: row.typed.row,
          caseId: row.caseId ?? '',
          paidOn: row.paidOn ?? '',
          reference: row.reference ?? '',
          amountFen: row.amountFen,
        }))
        const { items } = await call(importPayments, { body: { rows: lines }, idempotencyKey: keyFor(lines), timeoutMs: 120_000 })
        pending = null
        results.value = new Map([...results.value, ...items.map((item) => [item.caseId, item] as const)])
      }
    } catch (caught) {
      failure.value = toApiError(caught)
      if (!failure.value.isRetryable) pending = null
    } finally {
      isEntering.value = false
    }
    await Promise.allSettled([['subsidies'], ['cases'], ['messages']].map((key) => cache.invalidateQueries({ key })))
  }

  return { fileName, preview, rows, ready, sumFen, reading, checking, isEntering, failure, read, correct, leave, enter, reset }
}
