// Which component writes which part, and what stands above it.
import type { Component } from 'vue'
import PartAmount from './PartAmount.vue'
import PartBasics from './PartBasics.vue'
import PartBasis from './PartBasis.vue'
import PartBatches from './PartBatches.vue'
import PartClaim from './PartClaim.vue'
import PartConditions from './PartConditions.vue'
import PartForm from './PartForm.vue'
import PartPapers from './PartPapers.vue'
import PartStatement from './PartStatement.vue'
import PartSteps from './PartSteps.vue'
import type { PartId } from './scheme-parts.ts'

export const partViews: Record<PartId, Component> = {
  basics: PartBasics, basis: PartBasis, batches: PartBatches, conditions: PartConditions, amount: PartAmount,
  form: PartForm, papers: PartPapers, steps: PartSteps, claim: PartClaim, statement: PartStatement,
}
export const partHints: Record<PartId, string> = {
  basics: '企业先看到的：叫什么、给谁、什么时候有效、找谁问。',
  basis: '每一句话、每一个数后面的文件。没有一份核对过，就不能开放受理。',
  batches: '什么时候收、有多少钱。到点自动开、自动停，按服务器的时间，精确到秒。',
  conditions: '企业在「我能领什么」看到的就是这些话，一条一条写成人话。',
  amount: '算到分，分以下舍去。企业看到的算式和这里试算的一样。',
  form: '一段一段问。企业资料里有的自动带出，不该问的不问。',
  papers: '凭什么证明。资料库里有的不用再传。',
  steps: '办到哪一步、谁来办、几个工作日。',
  claim: '同一件东西、同一项费用，只能领一次。',
  statement: '企业提交前一条一条确认。',
}
