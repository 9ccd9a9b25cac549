// What is wrong with one field, then what to do. Exhaustive: a new reason does not compile without a sentence.
import { isFieldReason, type FieldReason } from '#contract/field-reasons.ts'
import { formatWan, formatYuan } from '#contract/identifiers/money.ts'

type Sentence = (limit: string | number) => string

const money = (limit: string | number) => `${formatYuan(Number(limit))} 元（${formatWan(Number(limit))} 万元）`

const lookalikes: Record<string, string> = { O: '，是不是数字 0？', I: '，是不是数字 1？', Z: '，是不是数字 2？' }

function usccCharacter(limit: string | number): string {
  const [position = '', character = ''] = String(limit).split(':')
  return `第 ${position} 位「${character}」不会出现在信用代码里${lookalikes[character] ?? '。'}请对照营业执照改。`
}

function usccMismatch(): string {
  return '校验位对不上。对照营业执照核对过的，可以继续，由县里再核对。'
}

const sentences: Record<FieldReason, Sentence> = {
  required: () => '还没有填。',
  unknown: () => '这一项已经不用填了。',
  'wrong-type': () => '这里填的不是要的内容，请重新填。',
  'too-long': (limit) => `太长了，最多 ${limit} 个字，请删减。`,
  'too-short': (limit) => `太短了，至少 ${limit} 个字。`,
  format: () => '写法不对，请重新填。',
  outdated: () => '文本已经更新，请看过新的再同意。',
  'text-invalid': () => '里面有不能保存的字符，多半是复制带进来的。请删掉重新打字。',
  pattern: () => '和要求的写法不一样，请对照证件或单据改。',
  'not-equal': (limit) => `和「${limit}」不一样。这两处要一致，请改对。`,
  'uscc-length': (limit) => `信用代码是 18 位，现在是 ${limit} 位。请对照营业执照补全。`,
  'uscc-character': usccCharacter,
  'uscc-region': () => '第 3 到 8 位是地区代码，应为 6 位数字，且不能全是 0。请对照营业执照改。',
  'uscc-same': () => '和现在的信用代码一样，没有变。',
  'uscc-known': (limit) => `这个代码是${limit}的（现用或曾用）。若是同一家企业，请用“合并”。`,
  'uscc-mismatch': usccMismatch,
  'check-mismatch': usccMismatch,
  'patent-publication': () => '这是公告号或公开号。请填证书上「专利号」一栏，以 ZL 开头。',
  'patent-pct': () => '这是国际申请号。请填国内证书上「专利号」一栏，以 ZL 开头。',
  'patent-character': (limit) => `「${limit}」不会出现在专利号里。请填证书上「专利号」一栏，以 ZL 开头。`,
  'patent-length': (limit) => `专利号连校验位是 13 位（2003 年 10 月前申请的 9 位），现在是 ${limit} 位。请对照证书改。`,
  'patent-check-missing': () => '少了小数点后的校验位。请照证书把最后一位也填上。',
  'patent-year': (limit) => `专利号开头是申请年份，不会晚于 ${limit} 年，也不会早于 1985 年。请对照证书改。`,
  'patent-type': (limit) => `年份后面一位是专利类型，没有「${limit}」这一类。请对照证书改。`,
  'patent-duplicate': (limit) => `和第 ${limit} 件是同一件专利。请删掉一件。`,
  'patent-mismatch': (limit) => `校验位对不上，按前面的数字应为「${limit}」。请对照证书；确实无误可以继续，由县里核对。`,
  'patent-year-differs': (limit) => `号码里的申请年份是 ${limit}，和申请日不同年。分案申请会这样；不是分案，请对照证书改。`,
  'trademark-format': () => '商标注册号一般是 1 到 9 位数字，如 8661190；国际注册号前面有 G。',
  'software-format': () => '登记号像 2020SR0661990，证书号像 软著登字第4317518号，请对照证书。',
  'number-known': () => '企业已经登记过这个号码。',
  'number-twice': (limit) => `和第 ${limit} 行是同一个号码，这一行不用再导入。`,
  'number-scientific': () => '表格把号码变成了科学计数，后几位丢了。请对照证书重新填。',
  'paid-year': () => '写缴到第几年度，如 7；写日期的，要先有申请日。',
  'phone-length': (limit) => `手机号是 11 位，现在是 ${limit} 位。`,
  'phone-country': () => '只能用中国大陆的手机号（+86）。',
  'phone-list': () => '只填一个手机号。',
  'phone-masked': () => '手机号要填完整，不要带星号。',
  'phone-landline': () => '这是座机或客服号码。请填 11 位手机号。',
  'phone-format': () => '手机号是 11 位数字，以 13 到 19 开头。',
  'account-character': () => '账号只有数字。请对照开户许可证改。',
  'account-length': (limit) => `账号是 8 到 32 位数字，现在是 ${limit} 位。请对照开户许可证改。`,
  'money-format': () => '只填数字和小数点，例如 80000 或 80000.50。',
  'money-negative': () => '金额不能是负数。',
  'money-comma': () => '去掉数字中间的逗号，例如写成 80000。',
  'money-decimals': (limit) => (Number(limit) === 6 ? '按万元填，小数点后最多 6 位（到分）。' : `小数点后最多 ${limit} 位（到分）。`),
  'money-unsafe': () => '金额太大了。看看是不是把元当成了万元。',
  'money-min': (limit) => `不能少于 ${money(limit)}。看看单位是元还是万元。`,
  'money-max': (limit) => `不能超过 ${money(limit)}。看看单位是元还是万元。`,
  'money-over': (limit) => `超过了「${limit}」。两个数要对得上，看看单位是元还是万元。`,
  'number-decimals': (limit) => (Number(limit) === 0 ? '要填整数。' : `小数点后最多 ${limit} 位。`),
  'number-min': (limit) => `不能小于 ${limit}。`,
  'number-max': (limit) => `不能大于 ${limit}。`,
  'year-future': (limit) => `不能晚于今年（${limit} 年）。`,
  'date-format': () => '请选一个日期，例如 2026-11-23。',
  'date-calendar': () => '没有这一天，请重新选。',
  'date-range': () => '年份不对，请选 1900 年到 2100 年之间的日期。',
  'date-future': () => '这一天还没到。请填已经发生的日期。',
  'date-early': (limit) => `不能早于 ${limit}。`,
  'date-after': (limit) => `要晚于「${limit}」。请核对两个日期。`,
  'date-not-before': (limit) => `不能早于「${limit}」。请核对两个日期。`,
  'time-order': () => '结束要晚于开始，请重新选。',
  'days-max': (limit) => `最多 ${limit} 天，请选近一些的日期。`,
  option: () => '没有这个选项，请重新选。',
  town: () => '本县没有这个镇（街道），请重新选。',
  'rows-min': (limit) => `至少填 ${limit} 项。`,
  'rows-max': (limit) => `最多填 ${limit} 项，请删掉多的。`,
  'paper-missing': () => '还没有交。',
  'claimed-before': (limit) => `同一件、同一事项、同一年度已经申领过（${limit}）。删掉这一行，或看看那一件。`,
  'firm-cap': (limit) => `这家企业今年最多还能领 ${money(limit)}。`,
  'unknown-item': () => '这一版清单里没有这一项，请刷新后再答。',
  'not-applicable-here': () => '这一项不能答「不适用」，请选别的。',
  locked: () => '这一处没有开放，改不了。',
  'date-past': () => '这一天已经过了，请核对。',
  link: () => '网址要以 http:// 或 https:// 开头，中间没有空格。',
  repeated: () => '和前面的一项重复了，请删掉一项。',
  'row-cells': (limit) => `这一行的格数和表头不一样，应为 ${limit} 格。`,
  'file-missing': () => '这个文件不在这条通知里，请删掉后重新上传。',
  'audience-empty': () => '还没有选发给谁。',
  unchanged: () => '和已发布的一模一样，还没有改。',
  'other-town': (limit) => `这家企业不在${limit}，请它所在镇办的专员来代办。`,
  'works-here': () => '这个号码已经有工作账号。要改岗位，请在名单里点开这个人。',
  'account-shut': () => '这个号码的账号已停用，先请管账号的管理员恢复，再来加。',
  'acts-for-a-firm': () => '这个号码在替企业办事，不能同时有工作账号。请换一个号码。',
  'other-duty': () => '这个号码是县局人员或专家的，不能再做银行联系人。请换一个号码。',
  'other-bank': (limit) => `这个号码已经是${limit}的联系人，一个人只能代表一家银行。`,
}

/** The sentence for a FieldProblem. A reason this build does not know still says what to do. */
export function fieldReasonText(reason: string, limit: string | number = ''): string {
  return isFieldReason(reason) ? sentences[reason](limit) : '这里要改，请核对后重新填。'
}

/** True for what is only pointed out: the answer may stay as it is and is looked at by an officer (待核). */
export function isWarning(reason: string): boolean {
  return reason === 'uscc-mismatch' || reason === 'check-mismatch' || reason === 'patent-mismatch' || reason === 'patent-year-differs'
}
