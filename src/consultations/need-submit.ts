// Sends a booking: with the time that is kept, else with the time itself. What is wrong stands at its box.
import { computed, nextTick, type ComputedRef } from 'vue'
import type { Booking, BookingInput } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { ApiError } from '#client/http.ts'
import { fieldId } from '#client/ui/field-id.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import { useSubmit } from '#client/ui/use-submit.ts'
import { sendBooking } from './api.ts'
import type { NeedDraft } from './kept-draft.ts'

export interface NeedIntent {
  firmId: string
  topic: string
  way: Way
  town: string | null
  draft: NeedDraft
  questionId: string | null
  isHeld: boolean
}

/** Only what was said; a contact left as it is is the person's own on the server. */
export function bookingInput({ firmId, topic, way, town, draft, questionId, isHeld }: NeedIntent): BookingInput {
  const { held, description, contactName, contactPhone, address, rights, gaps, files } = draft
  // Without a slot's id (an offer of the waiting list) the hold is all there is.
  const time = held && (isHeld || held.slotId === '') ? { holdId: held.hold.holdId } : { slotId: held?.slotId ?? '' }
  const said = (name: 'contactName' | 'contactPhone', value: string) => (value.trim() === '' ? {} : { [name]: value.trim() })
  return {
    firmId,
    topic,
    way,
    ...time,
    description: description.trim(),
    ...said('contactName', contactName),
    ...said('contactPhone', contactPhone),
    ...(way === 'visit' ? { address: address.trim(), ...(town === null ? {} : { town }) } : {}),
    ...(rights.length > 0 ? { rightIds: rights.map(({ id }) => id) } : {}),
    ...(gaps.length > 0 ? { gaps: gaps.map(({ assessmentId, itemId }) => ({ assessmentId, itemId })) } : {}),
    ...(files.length > 0 ? { fileIds: files.map(({ id }) => id) } : {}),
    ...(questionId === null ? {} : { questionId }),
  }
}

export const needFields = ['description', 'address', 'contactName', 'contactPhone'] as const
export type NeedProblems = Partial<Record<string, string>>

export interface NeedSubmit {
  submit(): Promise<Booking | undefined>
  reset(): void
  isSending: ComputedRef<boolean>
  isDone: ComputedRef<boolean>
  error: ComputedRef<ApiError | null>
  isLost: ComputedRef<boolean>
  problems: ComputedRef<NeedProblems>
  focusProblem(): Promise<void>
}

export function useNeedSubmit(intent: () => NeedIntent): NeedSubmit {
  const sending = useSubmit((key, isHeld: boolean) => sendBooking(bookingInput({ ...intent(), isHeld }), key))
  const { error } = sending
  const problems = computed<NeedProblems>(() =>
    Object.fromEntries((error.value?.fields ?? []).map(({ field, reason, limit }) => [field, fieldReasonText(reason, limit)])),
  )

  async function submit(): Promise<Booking | undefined> {
    const { isHeld, draft } = intent()
    const booking = await sending.submit(isHeld)
    // It ran out a moment ago: the time itself may still be free.
    if (booking || error.value?.code !== 'consultations.hold-expired' || !draft.held?.slotId) return booking
    return sending.submit(false)
  }

  return {
    submit,
    reset: sending.reset,
    isSending: sending.isSending,
    isDone: computed(() => sending.state.value.status === 'done'),
    error,
    isLost: computed(() => error.value?.code === 'consultations.slot-taken' || error.value?.code === 'consultations.hold-expired'),
    problems,
    async focusProblem() {
      await nextTick()
      const wrong = needFields.find((field) => problems.value[field])
      if (wrong) document.getElementById(fieldId(wrong))?.focus()
    },
  }
}
