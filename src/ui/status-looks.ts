import { caseStateWords, type CaseState } from '#contract/cases/states.ts'
import type { IconName } from './icon-paths.ts'

export type TagTone = 'pri' | 'seal' | 'reed' | 'ok' | 'mute'
export interface StatusLook {
  word: string
  icon: IconName
  tone: TagTone
}

/** Icon, word and ground of every case state: never colour alone, 未通过 is grey and not red. */
export const caseStateLooks: Record<CaseState, StatusLook> = {
  draft: { word: caseStateWords.draft, icon: 'edit', tone: 'reed' },
  submitted: { word: caseStateWords.submitted, icon: 'clock', tone: 'pri' },
  accepted: { word: caseStateWords.accepted, icon: 'clock', tone: 'pri' },
  returned: { word: caseStateWords.returned, icon: 'warn', tone: 'seal' },
  reviewing: { word: caseStateWords.reviewing, icon: 'clock', tone: 'pri' },
  publicity: { word: caseStateWords.publicity, icon: 'notice', tone: 'pri' },
  approved: { word: caseStateWords.approved, icon: 'tick', tone: 'ok' },
  paid: { word: caseStateWords.paid, icon: 'tick', tone: 'ok' },
  archived: { word: caseStateWords.archived, icon: 'folder', tone: 'mute' },
  refused: { word: caseStateWords.refused, icon: 'none', tone: 'mute' },
  withdrawn: { word: caseStateWords.withdrawn, icon: 'redo', tone: 'mute' },
}
