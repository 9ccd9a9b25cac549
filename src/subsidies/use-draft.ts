import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef } from 'vue'
import type { CheckContext } from '#contract/subsidies/check-field.ts'
import { allFields, answerOf } from '#contract/subsidies/fields.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import type { ApiError } from '#client/http.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useCountyPart } from '#client/ui/county.ts'
import { dateOf } from '#client/ui/format.ts'
import { useApplication } from './api.ts'
import { useProgramme, useProgrammes } from './programme-queries.ts'
import { applyChanges } from '#client/ui/field-merge.ts'
import { useDraftStore } from './draft-store.ts'
import type { Draft } from './draft.ts'
import { isEditable } from './editable.ts'
import { saveStateOf, type SaveState } from './save-state.ts'

export interface OpenDraft {
  application: Application
  programme: Programme
  /** The server's answers with this person's unsent changes on top. */
  answers: Answers
  context: CheckContext
  /** Pages stored so far, by paper. */
  pages: ReadonlyMap<string, number>
  save: SaveState
}

export interface DraftAccess {
  id: ComputedRef<string>
  /** Everything a page needs, once it is there; undefined while loading or failed. */
  open: ComputedRef<OpenDraft | undefined>
  draft: ComputedRef<Draft>
  error: ComputedRef<ApiError | null>
  reload: () => Promise<unknown>
  isOnline: ComputedRef<boolean>
  change: (name: string, value: unknown) => void
  flush: () => Promise<boolean>
}

/** One application as its firm's people work on it: what the server has, what is unsent here, and where the work is. */
export function useDraft(applicationId: () => string): DraftAccess {
  const store = useDraftStore()
  const session = useSessionStore()
  const id = computed(applicationId)
  const loaded = useApplication(applicationId)
  const programme = useProgramme(() => loaded.data.value?.programmeId ?? '')
  const programmes = useProgrammes()
  const towns = useCountyPart('towns', (county) => county.towns)
  const isOnline = useOnline()
  const draft = computed(() => store.draftOf(id.value))

  watch(
    () => loaded.data.value,
    (application) => {
      if (!application) return
      const { isRestored } = store.draftOf(application.id)
      store.meet(application)
      if (!isRestored) void store.restore(application.id, application.programmeTitle)
    },
    { immediate: true },
  )

  const open = computed<OpenDraft | undefined>(() => {
    const application = loaded.data.value
    const form = application?.programme ?? programme.data.value
    if (!application || !form || (isEditable(application) && !draft.value.isRestored)) return undefined
    const pages = new Map<string, number>()
    for (const page of application.papers) pages.set(page.paperId, (pages.get(page.paperId) ?? 0) + 1)
    return {
      application,
      programme: form,
      answers: isEditable(application) ? applyChanges(application.answers, draft.value.unsent.changes) : application.answers,
      // The server's day where it is known; a phone's own clock may be wrong.
      context: {
        today: programmes.data.value?.today ?? dateOf(Date.now()),
        towns: towns.data.value ?? townsSoFar(form, application.answers),
        ...(session.hasRole('assistant') ? { masksAccounts: true } : {}),
      },
      pages,
      save: saveStateOf(application, draft.value, isOnline.value),
    }
  })

  return {
    id,
    open,
    draft,
    error: computed(() => (open.value ? null : (loaded.error.value ?? programme.error.value))),
    reload: () => Promise.all([loaded.reload(), programme.data.value ? null : programme.reload()]),
    isOnline,
    change: (name, value) => store.change(id.value, name, value),
    flush: () => store.flush(id.value),
  }
}

/** Until the county's list is there, the town already chosen is taken for a right one. */
function townsSoFar(form: Programme, answers: Answers): string[] {
  const chosen = allFields(form).map((field) => (field.type === 'town' ? answerOf(answers, field.name) : undefined))
  return chosen.filter((town) => typeof town === 'string')
}

function useOnline(): ComputedRef<boolean> {
  const isOnline = ref(typeof navigator === 'undefined' || navigator.onLine)
  const update = () => (isOnline.value = navigator.onLine)
  onMounted(() => {
    window.addEventListener('online', update)
    window.addEventListener('offline', update)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('online', update)
    window.removeEventListener('offline', update)
  })
  return computed(() => isOnline.value)
}
