// vitest project "sqlite": one seeded DATA_DIR for all files to copy.
import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import './provided.ts'
import { fillTemplate, memoryFolder } from './template.ts'

export async function setup(project: TestProject): Promise<() => void> {
  const folder = memoryFolder('template')
  await fillTemplate(folder)
  project.provide('databaseKind', 'sqlite')
  project.provide('templateFolder', folder)
  project.provide('postgresUrl', '')
  return () => rmSync(folder, { recursive: true, force: true })
}
