// What changed in the form under a draft, sorted for the person who has to finish it: to be done again, new, different, gone.
import type { Application } from '#contract/subsidies/schema.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import { fieldOf } from './draft-flush.ts'
import { pathTo, problemLabel, sectionOf, type Steps } from './steps.ts'

type News = Application['formNews'][number]
export interface ChangeItem {
  key: string
  label: string
  /** Where it is done or read; none for what is gone. */
  to?: { path: string; query?: Record<string, string> }
  isDone: boolean
}
export interface FormChanges {
  redo: ChangeItem[]
  added: ChangeItem[]
  changed: ChangeItem[]
  removed: ChangeItem[]
}

const partWords: Record<News['part'], string> = { field: '', paper: '材料：', condition: '条件：', amount: '金额：', batch: '申报时间：' }

export function formChangesOf(id: string, programme: Programme, steps: Steps, redo: readonly string[], news: readonly News[]): FormChanges {
  const open = new Set(steps.problems.map(({ field }) => (field.startsWith('papers.') ? field : fieldOf(field))))
  const section = (name: string) => sectionOf(steps, name.split('.')[0] ?? '')
  const place = ({ part, name }: News): ChangeItem['to'] => {
    if (part === 'paper') return { path: pathTo(id, 'papers') }
    if (part !== 'field') return { path: `/subsidies/${programme.id}` }
    const at = section(name)
    return at && { path: pathTo(id, at), query: { at: name.split('.')[0] ?? '' } }
  }
  const item = (one: News): ChangeItem => {
    const to = one.kind === 'removed' ? undefined : place(one)
    const isAsked = one.part === 'field' || one.part === 'paper'
    return { key: `${one.part} ${one.name}`, label: partWords[one.part] + one.label, ...(to && { to }), isDone: isAsked && !open.has(one.part === 'paper' ? `papers.${one.name}` : (one.name.split('.')[0] ?? '')) }
  }
  const again = new Set(redo.map((name) => fieldOf(name)))
  // What has to be given again is not told a second time as changed.
  const others = news.filter((one) => one.part !== 'field' || one.kind !== 'changed' || !again.has(one.name.split('.')[0] ?? ''))
  return {
    redo: redo.flatMap((name) => {
      const at = section(name)
      return at ? [{ key: name, label: problemLabel(programme, name), to: { path: pathTo(id, at), query: { at: name } }, isDone: !open.has(fieldOf(name)) }] : []
    }),
    added: others.filter(({ kind, part, name }) => kind === 'added' && (part !== 'field' || section(name) !== undefined)).map(item),
    changed: others.filter(({ kind }) => kind === 'changed').map(item),
    removed: others.filter(({ kind }) => kind === 'removed').map(item),
  }
}
