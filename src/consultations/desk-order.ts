// What an officer writes down while somebody is on the telephone, and what of it is still missing.
import { computed, ref, watch, type Ref } from 'vue'
import { getFirm } from '#contract/accounts/endpoints.ts'
import type { FoundFirm } from '#contract/accounts/schema.ts'
import type { BookingInput, Slot } from '#contract/consultations/schema.ts'
import { textLimits, type Way } from '#contract/consultations/ways.ts'
import { useLoad } from '#client/ui/use-load.ts'
import { useQuestion } from './booking-queries.ts'

/** `questionId`: a written question that is to become a meeting; firm, topic and words begin with it. */
export function useDeskOrder(questionId: Readonly<Ref<string | null>>) {
  const question = useQuestion(() => questionId.value)
  const known = useLoad({
    key: () => ['accounts', 'firm', question.data.value?.firmId ?? ''],
    query: (call) => call(getFirm, { params: { id: question.data.value?.firmId ?? '' } }),
    enabled: () => question.data.value !== undefined,
  })

  const firm = ref<Pick<FoundFirm, 'id' | 'name' | 'uscc' | 'town'> | null>(null)
  const topic = ref('')
  const way = ref<Way | null>(null)
  const town = ref('')
  const address = ref('')
  const expertId = ref('')
  const slot = ref<Slot | null>(null)
  const description = ref('')
  const contactName = ref('')
  const contactPhone = ref('')
  watch(firm, (one) => (town.value = one?.town ?? ''))
  watch(
    [known.data, question.data],
    ([one, asked]) => {
      if (one && asked && firm.value === null) firm.value = one
      if (asked && topic.value === '') topic.value = asked.topic
      if (asked && description.value === '') description.value = asked.text.slice(0, textLimits.description)
    },
    { immediate: true },
  )

  const query = computed(() => {
    if (!firm.value || topic.value === '' || way.value === null) return null
    if (way.value === 'visit' && town.value === '') return null
    return {
      topic: topic.value,
      way: way.value,
      town: way.value === 'visit' ? town.value : undefined,
      expertId: expertId.value || 'any',
      firmId: firm.value.id,
    }
  })
  const blocked = computed(() => {
    if (!firm.value) return '先找企业'
    if (query.value === null) return '先选主题和方式'
    if (slot.value === null) return '先选时间'
    if (description.value.trim() === '') return '先写要问什么'
    return contactName.value.trim() === '' || contactPhone.value.trim() === '' ? '先写联系人和电话' : undefined
  })
  /** What the firm gave along with its question goes to the expert too; another firm's goes nowhere. */
  function fromQuestion(firmId: string): Pick<BookingInput, 'questionId' | 'rightIds' | 'gaps' | 'fileIds'> {
    const asked = question.data.value
    if (!asked || asked.firmId !== firmId) return {}
    const gaps = asked.gaps.map(({ assessmentId, itemId }) => ({ assessmentId, itemId }))
    return { questionId: asked.id, rightIds: asked.rights.map(({ id }) => id), gaps, fileIds: asked.files.map(({ id }) => id) }
  }
  /** Null while something is missing. */
  const input = computed<BookingInput | null>(() => {
    if (blocked.value !== undefined || !firm.value || !slot.value || way.value === null) return null
    const visit = way.value === 'visit' ? { town: town.value, ...(address.value.trim() ? { address: address.value.trim() } : {}) } : {}
    return {
      firmId: firm.value.id,
      slotId: slot.value.id,
      topic: topic.value,
      way: way.value,
      description: description.value.trim(),
      contactName: contactName.value.trim(),
      contactPhone: contactPhone.value.trim(),
      ...visit,
      ...fromQuestion(firm.value.id),
    }
  })
  return { question, firm, topic, way, town, address, expertId, slot, description, contactName, contactPhone, query, blocked, input }
}
