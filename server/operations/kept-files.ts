import type { Connection } from '../db/commands.ts'
import type { FileStore } from '../files/store.ts'

const batchSize = 500

/** Files the database knows whose bytes are not in the store, or not as many; in words, the first fifty. Empty when all are there. */
export async function fileProblems(db: Connection, store: Pick<FileStore, 'sizeOf'>): Promise<string[]> {
  const problems: string[] = []
  for (let after = ''; problems.length < 50; ) {
    const rows = await db.selectFrom('files').select(['id', 'storage_key', 'size_bytes']).where('id', '>', after).orderBy('id').limit(batchSize).execute()
    const sizes = await Promise.all(rows.map(({ storage_key: key }) => store.sizeOf(key)))
    rows.forEach(({ id, size_bytes: expected }, index) => {
      const found = sizes[index]
      if (found === undefined) problems.push(`the bytes of file ${id} are missing`)
      else if (found !== Number(expected)) problems.push(`file ${id} has ${found} bytes and should have ${expected}`)
    })
    const last = rows.at(-1)
    if (!last || rows.length < batchSize) break
    after = last.id
  }
  return problems.slice(0, 50)
}
