// Answers to an introduction: the bank takes it or not, the firm takes its consent back, time runs out.
import type { LeadWorks } from './lead-deed.ts'

export const answerWorks: LeadWorks = {}
