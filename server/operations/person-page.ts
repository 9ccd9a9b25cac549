// The readable page of a copy: one document that needs nothing else, with no script, every text escaped.
export interface CopySection { title: string; rows: readonly Readonly<Record<string, string>>[] }
export interface CopyPage { title: string; number: string; madeAt: string; host: string; sections: readonly CopySection[] }

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '')

/** Rows need not have the same columns: the table has all of them. */
function tableOf(rows: CopySection['rows']): string {
  if (rows.length === 0) return '<p>没有。</p>'
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const head = columns.map((column) => `<th scope="col">${escape(column)}</th>`).join('')
  const body = rows.map((row) => `<tr>${columns.map((column) => `<td>${escape(row[column] ?? '')}</td>`).join('')}</tr>`).join('\n')
  return `<div class="w"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`
}

export function personPage({ title, number, madeAt, host, sections }: CopyPage): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>body{font:16px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif;max-width:1000px;margin:0 auto;padding:24px 16px;color:#1d2a2c}h1{font-size:22px}h2{font-size:18px;margin-top:32px}.w{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}th,td{border:1px solid #c9d3d3;padding:6px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eef3f2;white-space:nowrap}</style>
</head><body>
<h1>${escape(title)}</h1>
<p>编号 ${escape(number)}，${escape(madeAt)} 生成，个人信息处理者：${escape(host)}。</p>
<p>里面是您自己的信息；别人的姓名只留一个字，别人的手机号不写。同样的内容也在旁边的 .json 里，供程序读。请妥善保管。</p>
${sections.map(({ title: name, rows }) => `<h2>${escape(name)}</h2>\n${tableOf(rows)}`).join('\n')}
</body></html>
`
}
