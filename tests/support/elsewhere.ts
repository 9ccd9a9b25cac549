// An empty place to restore into: a folder, and on PostgreSQL a database of its own.
import { rmSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { loadConfig, type Config } from '#server/config.ts'
import './provided.ts'
import { memoryFolder } from './template.ts'

export interface Elsewhere { config: Config; remove(): Promise<void> }

let made = 0

export async function emptyPlace(): Promise<Elsewhere> {
  const dataDir = memoryFolder('restore')
  const removeFolder = () => rmSync(dataDir, { recursive: true, force: true })
  if (inject('databaseKind') === 'sqlite') return { config: loadConfig({ DATA_DIR: dataDir }), remove: () => Promise.resolve(removeFolder()) }
  const name = `zqt_elsewhere_${process.env.VITEST_POOL_ID ?? '0'}_${(made += 1)}`
  const admin = new pg.Client(inject('postgresUrl'))
  await admin.connect()
  await admin.query(`drop database if exists ${name}`)
  await admin.query(`create database ${name}`)
  return {
    config: loadConfig({ DATA_DIR: dataDir, DATABASE_URL: inject('postgresUrl').replace(/\/postgres$/, `/${name}`), ...(process.env.PG_BIN ? { PG_BIN: process.env.PG_BIN } : {}) }),
    async remove() {
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      removeFolder()
    },
  }
}
