// What somebody may try: HTML of a clipboard, XML of a Word file, zips. Shared by the tests of the server's reader and of the page's.
import { Compile } from 'typebox/compile'
import { BlockSchema, type Block } from '#contract/notices/schema.ts'

const compiled = Compile(BlockSchema)
const address = /^(?:https?:\/\/[^\s]+|\/[^/\\\s][^\s]*)$/

/** What is wrong with blocks that came out of foreign text; nothing is what there should be. */
export function faultsOf(blocks: readonly Block[]): string[] {
  const text = JSON.stringify(blocks)
  const hrefs = [...text.matchAll(/"href":"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')
  return [
    ...(blocks.length > 400 ? ['too many'] : []),
    ...blocks.filter((block) => !compiled.Check(block)).map((block) => `no block: ${JSON.stringify(block).slice(0, 200)}`),
    ...hrefs.filter((href) => !address.test(href) || /^\/\/|javascript:|vbscript:|data:|@/i.test(href.slice(0, 40))).map((href) => `href ${href}`),
    ...(/[\u0000-\u0008\u200b\u202a-\u202e\u2066-\u2069\ue000\ue001\ue010-\ue012]/.test(text) ? ['unseen characters'] : []),
  ]
}

const link = (href: string) => `<p>前<a href="${href}">点这里</a>后</p>`
const deep = (tag: string, times: number) => `${`<${tag}>`.repeat(times)}字${`</${tag}>`.repeat(times)}`

/** [what, html, words that must still be there]. */
export const hostileHtml: readonly (readonly [what: string, html: string, kept?: string])[] = [
  ['a script', '<p>甲</p><script>alert(1)</script><p>乙</p>', '乙'],
  ['a script broken in two', '<scr<script>ipt>alert(1)</scr</script>ipt><p>乙</p>', '乙'],
  ['a picture that fails', '<img src=x onerror=alert(1)><p>乙</p>', '乙'],
  ['svg onload', '<svg onload=alert(1)><script>alert(2)</script></svg><p>乙</p>', '乙'],
  ['svg in math in svg', '<svg><math><mtext><style><img src onerror=alert(1)></style></mtext></math></svg><p>乙</p>', '乙'],
  ['mutation through mathml', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">', undefined],
  ['an iframe', '<iframe src="javascript:alert(1)"></iframe><p>乙</p>', '乙'],
  ['srcdoc', '<iframe srcdoc="<script>alert(1)</script>"></iframe><p>乙</p>', '乙'],
  ['an object', '<object data="data:text/html,<script>alert(1)</script>"></object><p>乙</p>', '乙'],
  ['an embed', '<embed src="javascript:alert(1)"><p>乙</p>', '乙'],
  ['a style with an expression', '<p style="width:expression(alert(1));background:url(javascript:alert(1))">乙</p>', '乙'],
  ['a style sheet', '<style>@import "//evil.example/x.css"; p{}</style><p>乙</p>', '乙'],
  ['a linked style sheet and a base', '<base href="//evil.example/"><link rel=stylesheet href=x><p><a href="x">乙</a></p>', '乙'],
  ['a refresh', '<meta http-equiv=refresh content="0;url=javascript:alert(1)"><p>乙</p>', '乙'],
  ['a form', '<form action="javascript:alert(1)"><input name=a value=b><button formaction="javascript:alert(1)">乙</button></form>', '乙'],
  ['handlers', '<p onclick="alert(1)" onmouseover=alert(1) onfocus=alert(1) autofocus tabindex=1>乙</p>', '乙'],
  ['a javascript link', link('javascript:alert(1)'), '点这里'],
  ['in capitals and white space', link(' \u0001JaVa\nScRiPt\t:alert(1)'), '点这里'],
  ['with entities', link('&#106;&#x61;vascript&colon;alert(1)'), '点这里'],
  ['with a tab as entity', link('java&Tab;script&#58;alert(1)'), '点这里'],
  ['vbscript', link('vbscript:msgbox(1)'), '点这里'],
  ['data', link('data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='), '点这里'],
  ['file', link('file:///etc/passwd'), '点这里'],
  ['blob and filesystem', `${link('blob:https://a.cn/1')}${link('filesystem:https://a.cn/1')}`, '点这里'],
  ['an address without its kind', link('//evil.example/x'), '点这里'],
  ['one with backslashes', link('/\\evil.example'), '点这里'],
  ['one behind a tab', link('/&#9;/evil.example'), '点这里'],
  ['one with a name and password', link('https://www.gov.cn@evil.example/'), '点这里'],
  ['one of ten thousand signs', link(`https://a.cn/${'a'.repeat(10_000)}`), '点这里'],
  ['one with quotes and angles', link('https://a.cn/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'), '点这里'],
  ['half a surrogate', '<p>\ud800乙\udc00</p>', '乙'],
  ['overrides of direction', '<p>付款\u202e\u2066100\u2069\u202c元</p>', '付款100元'],
  ['zero width', '<p>桓\u200b台\u200d县\ufeff\u2060</p>', '桓台县'],
  ['NUL and controls', '<p>桓\u0000台\u0007\u001b县</p>', '县'],
  ['rare signs and emoji', '<p>𠮷林🏭👨‍👩‍👧‍👦👍🏽</p>', '𠮷林🏭👨‍👩‍👧‍👦👍🏽'],
  ['marks of our own', '<p>\ue010\ue011\ue012乙\ue000丙\ue001</p>', '乙丙'],
  ['nothing but combining signs', `<p>乙${'\u0301'.repeat(5000)}</p>`, '乙'],
  ['ten thousand tables in tables', deep('table><tr><td', 10_000).replaceAll('</table><tr><td>', '</td></tr></table>'), undefined],
  ['ten thousand lists in lists', deep('ul><li', 10_000).replaceAll('</ul><li>', '</li></ul>'), '字'],
  ['ten thousand quotes', deep('blockquote', 10_000), '字'],
  ['ten thousand bold', deep('b', 10_000), '字'],
  ['a million signs in one paragraph', `<p>${'字'.repeat(1_000_000)}</p>`, '字'],
  ['fifty thousand paragraphs', '<p>字</p>'.repeat(50_000), '字'],
  ['a hundred thousand runs', `<p>${'<b>字</b>字'.repeat(50_000)}</p>`, '字'],
  ['an attribute of a megabyte', `<p style="${'a:b;'.repeat(250_000)}" title="${'x'.repeat(1_000_000)}">乙</p>`, '乙'],
  ['a thousand attributes', `<p ${Array.from({ length: 1000 }, (_, index) => `a${index}=1`).join(' ')}>乙</p>`, '乙'],
  ['a cell over everything', '<table><tr><td colspan=99999999 rowspan=99999999>乙</td></tr><tr><td>丙</td></tr><tr><td colspan=-1 rowspan=abc>丁</td></tr></table>', '丁'],
  ['spans that multiply', `${'<table><tr><td colspan=60 rowspan=2>'.repeat(30)}字${'</td></tr><tr><td>x</td></tr></table>'.repeat(30)}`, '字'],
  ['a list that begins at infinity', '<ol start=1e999><li>乙</li></ol><ol start=-5><li>丙</li></ol>', '丙'],
  ['unclosed everything', '<p><b><table><tr><td><ul><li><a href="https://a.cn">乙', '乙'],
  ['closing without opening', '</p></div></table></td></body></html>乙</script>', '乙'],
  ['comments of Word', '<!--[if gte mso 9]><script>alert(1)</script><![endif]--><![if !supportLists]><p>乙</p><![endif]>', '乙'],
  ['a document type with entities', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>&b;乙</p>', '乙'],
  ['a template and noscript', '<template><img src=x onerror=alert(1)></template><noscript><p title="</noscript><img src=x onerror=alert(1)>">', undefined],
  ['names of prototypes', '<p __proto__=1 constructor=2 style="__proto__:1;constructor:x">乙</p><__proto__>丙</__proto__>', '丙'],
  ['a hidden text', '<p style="display:none">看不见</p><p style="mso-hide:all">也看不见</p><p>乙</p>', '乙'],
]
