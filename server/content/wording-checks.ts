// What people read has to be there and has to fit: a scheme without a title, a condition nobody can read, a label as long as a page.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { fault, type Fault } from './fault.ts'

const maxList = 60
type Words = [path: string, text: string, max: number]

/** Empty, or longer than there is room for. */
export function wordingFaults(programme: ProgrammeSource): Fault[] {
  const lists = { sections: programme.sections, conditions: programme.conditions, papers: programme.papers, basis: programme.basis, steps: programme.steps, batches: programme.batches, facts: programme.facts }
  return [
    ...wordsOf(programme).flatMap(([path, text, max]) => {
      if (text.trim() === '') return [fault(path, 'empty', 'is empty')]
      return [...text].length > max ? [fault(path, 'too-long', `has more than ${max} characters`, max)] : []
    }),
    ...Object.entries(lists).flatMap(([path, list]) => (list.length > maxList ? [fault(path, 'too-many', `has more than ${maxList}`, maxList)] : [])),
  ]
}

function wordsOf(programme: ProgrammeSource): Words[] {
  const { title, summary, level, category, who, fee, amount, contact } = programme
  return [
    ['title', title, 80], ['summary', summary, 400], ['level', level, 20], ['category', category, 20], ['who', who, 400], ['fee', fee, 100], ['amount.summary', amount.summary, 200], ['contact.dept', contact.dept, 80],
    ...programme.basis.map(({ ref }, index): Words => [`basis[${index}].ref`, ref, 400]),
    ...programme.facts.map(({ question }, index): Words => [`facts[${index}].question`, question, 200]),
    ...programme.conditions.map(({ label }, index): Words => [`conditions[${index}].label`, label, 200]),
    ...programme.sections.flatMap((section, s): Words[] => [
      [`sections[${s}].title`, section.title, 40],
      ...section.fields.flatMap((field, f): Words[] => {
        const path = `sections[${s}].fields[${f}]`
        const items = field.type === 'repeat' ? field.item : []
        return [[`${path}.label`, field.label, 120], ...items.map((item, i): Words => [`${path}.item[${i}].label`, item.label, 120])]
      }),
    ]),
    ...programme.papers.map(({ name }, index): Words => [`papers[${index}].name`, name, 120]),
    ...programme.steps.map(({ name }, index): Words => [`steps[${index}].name`, name, 40]),
    ...programme.statement.map((sentence, index): Words => [`statement[${index}]`, sentence, 400]),
  ]
}
