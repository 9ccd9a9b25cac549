// Makes tests/fixtures/docx/notice.docx again: node tests/notices/write-docx-sample.ts
import { mkdir, writeFile } from 'node:fs/promises'
import { goodDocx } from './docx-samples.ts'

const folder = new URL('../fixtures/docx/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(new URL('notice.docx', folder), await goodDocx())
