// 大写金额, as banks and receipts write it (《支付结算办法》附一).

const figures = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖']
const places = ['', '拾', '佰', '仟']
const groups = ['', '万', '亿', '万亿']

/** 人民币陆佰万元整 for 600000000 fen. For any safe integer from 0 up. */
export function capitalAmount(fen: number): string {
  const yuan = Math.floor(fen / 100)
  const [jiao, cent] = [Math.floor((fen % 100) / 10), fen % 10]
  if (fen === 0) return '人民币零元整'
  const whole = yuan === 0 ? '' : `${wholeInCapitals(yuan)}元`
  if (jiao === 0 && cent === 0) return `人民币${whole}整`
  const gap = jiao === 0 && whole ? '零' : ''
  const tail = (jiao > 0 ? `${figures[jiao]}角` : gap) + (cent > 0 ? `${figures[cent]}分` : '整')
  return `人民币${whole}${tail}`
}

function wholeInCapitals(yuan: number): string {
  const parts: string[] = []
  let hasHigher = false
  let isGapOpen = false
  for (let index = groups.length - 1; index >= 0; index -= 1) {
    const group = Math.floor(yuan / 10_000 ** index) % 10_000
    if (group === 0) {
      isGapOpen = hasHigher
      continue
    }
    if (hasHigher && (isGapOpen || group < 1000)) parts.push('零')
    parts.push(groupInCapitals(group) + groupName(index, yuan))
    hasHigher = true
    isGapOpen = false
  }
  return parts.join('')
}

/** 万亿 only when nothing of its own follows before 亿; else the 亿 group names it: 壹万零伍佰亿. */
function groupName(index: number, yuan: number): string {
  if (index !== 3) return groups[index] ?? ''
  return Math.floor(yuan / 10_000 ** 2) % 10_000 === 0 ? '万亿' : '万'
}

function groupInCapitals(group: number): string {
  let text = ''
  let isGapOpen = false
  for (let place = 3; place >= 0; place -= 1) {
    const figure = Math.floor(group / 10 ** place) % 10
    if (figure === 0) {
      isGapOpen = text !== ''
      continue
    }
    text += `${isGapOpen ? '零' : ''}${figures[figure]}${places[place]}`
    isGapOpen = false
  }
  return text
}
