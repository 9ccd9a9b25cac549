// What the columns of a pasted or chosen table are called, and what stands in them. Found by their words, in any order.

/** Fields of a row; `type` says the kind of right or of patent, or the classes of a trade mark; `skip` is known and not taken. */
export const columns = [
  'number', 'title', 'owner', 'coOwners', 'filedOn', 'grantedOn', 'lastDay', 'classes', 'type', 'state', 'pledge', 'pledgee', 'pledgeNumber', 'pledgedOn', 'paidYear', 'skip',
] as const
export type Column = (typeof columns)[number]

/** Compared without spaces, stars, colons and what stands in brackets. */
export const columnWords: Record<Column, readonly string[]> = {
  number: ['号码', '编号', '专利号', '申请号', '专利申请号', '专利编号', '授权号', '商标注册号', '商标号', '注册号', '注册证号', '登记号', '著作权登记号', '软著登记号', '软著号', '证书号', '证书编号', '知识产权编号', '权利号', '公告号', '授权公告号', '公开号', '公开公告号', '专利授权号', '登记证号'],
  title: ['名称', '标题', '专利名称', '发明名称', '发明创造名称', '发明创造', '商标名称', '商标', '商标文字', '软件名称', '软件全称', '软著名称', '作品名称', '知识产权名称', '权利名称', '专利标题'],
  owner: ['权利人', '专利权人', '申请人', '所有人', '权属人', '权属', '商标注册人', '注册人', '著作权人', '持有人', '第一权利人', '当前权利人', '专利所有人', '所有权人'],
  coOwners: ['共有人', '共有权利人', '共有专利权人', '共同权利人', '共同专利权人', '其他权利人', '其他著作权人', '共有商标注册人', '共有权人', '共有方', '合作方'],
  filedOn: ['申请日', '申请日期', '申请时间'],
  grantedOn: ['授权日', '授权日期', '授权时间', '授权公告日', '授权公告日期', '公告日', '注册日', '注册日期', '注册时间', '注册公告日期', '登记日', '登记日期', '登记时间', '发证日期', '获证日期', '取得日期', '获得时间', '授权注册登记日'],
  lastDay: ['专用期届满日', '专用期限届满日', '专用期限', '专用权期限', '专用期至', '专用期', '有效期至', '有效期', '有效期限', '到期日', '到期日期', '届满日', '商标有效期'],
  classes: ['国际分类', '商标类别', '商品类别', '类号', '分类号', '国际类别', '尼斯分类', '注册类别'],
  type: ['类别', '种类', '类型', '专利类型', '专利类别', '专利种类', '知识产权类型', '知识产权类别', '知识产权种类', '权利类型'],
  state: ['状态', '法律状态', '专利状态', '权利状态', '当前状态', '商标状态', '当前法律状态', '现在的状态'],
  pledge: ['质押', '是否质押', '质押状态', '质押情况', '是否已质押'],
  pledgee: ['质权人', '质押银行', '质押机构'],
  pledgeNumber: ['质押登记号', '质押登记编号', '质押号', '质权登记号'],
  pledgedOn: ['质押登记日', '质押登记日期', '质押日期', '质押时间', '质押日'],
  paidYear: ['已缴至', '已缴到', '缴至', '缴费至', '已缴费至', '年费缴至', '年费已缴至', '年费缴到', '已缴年度', '缴费年度', '年费已缴年度', '年费缴到第几年度', '缴到第几年度'],
  skip: ['序号', '行号', '期限届满日', '期限届满前最后一天', '下次年费应缴日', '下次年费', '下次应缴', '校验位', '待核'],
}

/** Words of a header that say which kind of right the numbers below are. */
export const kindOfColumn: readonly (readonly [word: RegExp, kind: 'patent' | 'trademark' | 'software'])[] = [
  [/^(专利|发明|授权号|公告号|授权公告号|公开)/, 'patent'], [/^(商标|注册证?号)/, 'trademark'], [/^(软著|软件|登记号|著作权)/, 'software'],
]

export const typeWords: readonly (readonly [word: RegExp, kind: 'patent' | 'trademark' | 'software' | 'other'])[] = [
  [/商标/, 'trademark'], [/软著|软件|计算机/, 'software'], [/专利|发明|实用新型|外观/, 'patent'], [/^(其他|其它|作品|版权|布图|集成电路|植物新品种|地理标志|著作权)/, 'other'],
]

/** A cell that says nothing but the type; a title may hold the same words. */
export const wholeType = /^(?:(?:发明|实用新型|外观设计?|国内)?专利|发明|实用新型|外观设计?|(?:注册)?商标|软著|(?:计算机)?软件(?:著作权)?|著作权|作品|其他|其它)$/

/** Looked for from the top: what ended is told before what lives (失效 before 有效). */
export const stateWords: readonly (readonly [word: RegExp, state: 'pending' | 'live' | 'ended'])[] = [
  [/失效|无效|终止|届满|期满|撤回|驳回|放弃|注销|撤销|过期|到期|未缴/, 'ended'],
  [/申请中|审查|实审|受理|公开|初审|登记中|待|未授权|审中|在审|申请$/, 'pending'],
  [/有效|授权|维持|已注册|已登记|注册|登记|存续|正常|下证/, 'live'],
]

export const pledgeWords: readonly (readonly [word: RegExp, pledge: 'none' | 'pledged'])[] = [
  [/^(否|无|没有|没有质押|未质押|未|不|已解除|解除|已注销|n|no|0)$/i, 'none'], [/^(是|有|已质押|质押|质押中|在押|y|yes|1)$/i, 'pledged'],
]

/** What people write into a cell that has nothing in it. */
export const nothingWords = /^(无|没有|暂无|空|-+|—+|–|\/+|\\|null|n\/?a)$/i
/** 第7年度, 7年, 已缴7, 7 */
export const paidYearPattern = /^(?:已?缴?至?到?)?第?(\d{1,2})(?:个?年度|年)?$/
/** Something between two dates or a row of names. */
export const rangeSplit = /至|到|~|～|—+|–/
export const nameSplit = /[、;；\n,，|]+/
/** Names of owners, where a table has no header. */
export const ownerWords = /公司|大学|学院|研究院|研究所|集团|企业|合作社|中心$|医院|[^工器锅罐盒艇]厂$/
