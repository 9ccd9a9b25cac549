// What a new scheme begins with: the parts every scheme has, to be written on by the officer. No sum, no deadline and no document is made up.
import type { Section, Step } from '#contract/subsidies/programme.ts'

export const emptyWords = {
  level: '县级', category: '其他', who: '在本县登记的企业', fee: '不收费', amountSummary: '待文件确定', confidence: '新建，待核对', processNote: '各步时限是示例，以正式文件为准。',
  statement: ['所填内容和上传的材料真实、完整，与原件一致。', '同一事项没有重复领过财政资金。', '资金按规定用途使用，接受核验、抽查和绩效检查。'],
  recheck: '上一年的依据，要重新核对',
}

export function emptySections(): Section[] {
  return [
    {
      id: 'firm', title: '企业和联系人', hint: '从企业资料带出，请核对。',
      fields: [
        { name: 'companyName', label: '企业名称', type: 'text', required: true, maxLength: 80, prefill: 'firm.name', help: '与营业执照一致' },
        { name: 'uscc', label: '统一社会信用代码', type: 'text', required: true, maxLength: 18, check: 'uscc', prefill: 'firm.uscc' },
        { name: 'legalPerson', label: '法定代表人', type: 'text', required: true, maxLength: 30, prefill: 'firm.legalPerson' },
        { name: 'contactName', label: '联系人', type: 'text', required: true, maxLength: 30, prefill: 'me.name' },
        { name: 'contactMobile', label: '联系手机', type: 'tel', required: true, prefill: 'me.phone', help: '办理中有事打这个电话' },
        { name: 'town', label: '所在镇（街道）', type: 'town', required: true, prefill: 'firm.town' },
      ],
    },
    {
      id: 'account', title: '收款账户', hint: '只能是企业自己的对公账户，核准后拨付用。',
      fields: [
        { name: 'bankAccountName', label: '开户名称', type: 'text', required: true, maxLength: 80, equalsField: 'companyName', prefill: 'firm.name', help: '要和企业名称一致' },
        { name: 'bankName', label: '开户银行（到支行）', type: 'text', required: true, maxLength: 80, carry: 'firm' },
        { name: 'bankAccountNo', label: '银行账号', type: 'text', required: true, maxLength: 32, check: 'account', sensitive: true, carry: 'firm', help: '8 到 32 位数字。页面上只显示后四位。' },
      ],
    },
  ]
}

export function emptySteps(office: string): Step[] {
  return [
    { code: 'submit', name: '企业申报', actor: '企业', workdays: 0, note: '网上填报、上传材料、确认声明', state: 'submitted' },
    { code: 'accept', name: '受理', actor: office, workdays: 2, note: '材料齐全就受理；不齐全的，一次告知要补什么', state: 'accepted' },
    { code: 'firstReview', name: '初审', actor: office, workdays: 10, note: '核对资格和材料', state: 'reviewing' },
    { code: 'secondReview', name: '复核', actor: office, workdays: 10, note: '另一位经办人员核定金额', state: 'approved' },
    { code: 'publicity', name: '公示', actor: office, workdays: 5, note: '公示拟支持的企业、项目和金额，接受异议', state: 'publicity' },
    { code: 'payment', name: '拨付', actor: '财政部门', workdays: 30, note: '下达资金计划并拨付', state: 'paid' },
  ]
}
