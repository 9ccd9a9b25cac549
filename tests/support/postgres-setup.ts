// vitest project "postgres": a server of our own with one seeded template database.
import { rmSync } from 'node:fs'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '#server/db/open.ts'
import { startPostgres } from './postgres.ts'
import { seedSchema, templateDatabase } from './provided.ts'
import { takeSnapshot } from './snapshot.ts'
import { fillTemplate, memoryFolder } from './template.ts'

async function execute(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text)
  await client.end()
}

export async function setup(project: TestProject): Promise<() => void> {
  const server = await startPostgres()
  const folder = memoryFolder('template')
  await execute(server.url('postgres'), `create database ${templateDatabase}`)
  await fillTemplate(folder, server.url(templateDatabase))
  const { db, close } = openDatabase({ dataDir: folder, databaseUrl: server.url(templateDatabase) })
  await takeSnapshot(db, { kind: 'postgres', place: seedSchema })
  await close()
  project.provide('databaseKind', 'postgres')
  project.provide('templateFolder', folder)
  project.provide('postgresUrl', server.url('postgres'))
  return () => {
    server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
