// Four projects: rules and architecture in Node, pages in jsdom, and every API test twice, on SQLite and on PostgreSQL.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const api = 'tests/**/*.api.test.ts'
/** What only SQLite has, such as its limit of pages standing for a full disk. */
const sqliteOnly = 'tests/**/*.sqlite.test.ts'
/** What only PostgreSQL has: connections that break. */
const postgresOnly = 'tests/**/*.postgres.test.ts'
const dom = 'tests/**/*.dom.test.ts'
// A limit against hanging, not a measure of speed: machines are shared and may be four times slower than yesterday.
const patient = { testTimeout: 120_000, hookTimeout: 120_000 }
// One after the other in the same two processes: the server is read once, not two hundred times. It keeps nothing of one app for another.
const shared = { ...patient, isolate: false }

export default defineConfig({
  test: {
    maxWorkers: 2,
    // No test may depend on the time zone of the machine it runs on.
    env: { TZ: 'America/New_York' },
    projects: [
      { test: { name: 'unit', testTimeout: 60_000, include: ['tests/**/*.test.ts'], exclude: [api, dom, sqliteOnly, postgresOnly] } },
      {
        plugins: [vue()],
        test: { name: 'dom', include: [dom], environment: 'jsdom', setupFiles: 'tests/support/patient.dom.ts', testTimeout: 60_000, server: { deps: { inline: [/vant/] } } },
      },
      { test: { name: 'sqlite', include: [api, sqliteOnly], globalSetup: 'tests/support/sqlite-setup.ts', ...shared } },
      { test: { name: 'postgres', include: [api, postgresOnly], globalSetup: 'tests/support/postgres-setup.ts', ...shared } },
    ],
  },
})
