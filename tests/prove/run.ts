// npm run prove: the heavy proofs. Asserts lost = torn = doubled = 0 and prints the figures.
//   npm run prove -- [--kills 100] [--postgres-kills 20] [--replays 10] [--money-kills 10] [--bookings 10000] [--delivery-kills 100] [--notice-firms 30000] [--notice-kills 5] [--backups 3] [--processes 40: seconds of load] [--wal 20] [--copies 1] [--county 30000] [--rate 300]          (0 leaves a proof out, and the summary says so)
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../support/postgres.ts'
import { proveBackups, type BackupFigures } from './backups.ts'
import { proveBookings, type BookingFigures } from './bookings.ts'
import { proveCopies, type CopyFigures } from './copies.ts'
import { proveCounty, type CountyFigures } from './county.ts'
import type { MixFigures } from './county-mix.ts'
import { proveDeliveries, type DeliveryFigures } from './deliveries.ts'
import { proveMoney, type MoneyFigures } from './money.ts'
import { proveKills, type KillFigures } from './kills.ts'
import { proveNotices, type NoticeFigures } from './notices.ts'
import { proveProcesses, type ProcessesFigures } from './processes.ts'
import { proveReplay, type ReplayFigures } from './replay.ts'
import { proveWal, type WalFigures } from './wal.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    'postgres-kills': { type: 'string', default: '20' },
    replays: { type: 'string', default: '10' },
    'money-kills': { type: 'string', default: '10' },
    bookings: { type: 'string', default: '10000' },
    'delivery-kills': { type: 'string', default: '100' },
    'notice-firms': { type: 'string', default: '30000' },
    'notice-kills': { type: 'string', default: '5' },
    backups: { type: 'string', default: '3' },
    processes: { type: 'string', default: '40' },
    wal: { type: 'string', default: '20' },
    copies: { type: 'string', default: '1' },
    county: { type: 'string', default: '30000' },
    rate: { type: 'string', default: '300' },
  },
})
const people = { savers: 12, submitters: 4 }
const findings: string[] = []

function reportKills(title: string, figures: KillFigures): void {
  const { kills, acknowledged, unknownDone, unknownUndone, lost, torn, bad, seconds } = figures
  console.log(
    `A1 ${title}: ${kills} kills in ${seconds.toFixed(0)} s, ${acknowledged} acknowledged writes, lost ${lost.length}, torn ${torn.length}, bad ${bad.length}; ` +
      `${unknownDone + unknownUndone} without an answer (${unknownDone} had happened, ${unknownUndone} had not), each settled once by its key or version`,
  )
  findings.push(...[...lost, ...torn, ...bad].map((finding) => `${title}: ${finding}`))
}

function reportReplay(title: string, figures: ReplayFigures): void {
  console.log(`A5 ${title}: ${figures.rounds} crashes between effect and answer, ${figures.once} repeated to exactly one effect and one body`)
  findings.push(...figures.problems.map((problem) => `${title}: ${problem}`))
}

function reportMoney(title: string, figures: MoneyFigures): void {
  console.log(`Money ${title}: ${figures.cases} cases for the money of 30, ${figures.kills} kills, ${figures.approved} approved (${figures.acknowledged} acknowledged), ${figures.refused} wait in line`)
  findings.push(...figures.problems.map((problem) => `money ${title}: ${problem}`))
}

function reportBookings(title: string, figures: BookingFigures): void {
  const { operations, conflicts, unheard, busy, seconds, checkSeconds, overlaps, injectedFound, problems } = figures
  console.log(
    `A3, A4 ${title}: ${operations} operations in ${seconds.toFixed(0)} s, ${conflicts} refused, ${unheard} whose answer nobody heard, ${busy} times asked again after 503, overlaps ${overlaps}; ` +
      `checked in ${checkSeconds.toFixed(1)} s, an injected double booking is ${injectedFound ? '' : 'not '}found`,
  )
  findings.push(...problems.map((problem) => `bookings ${title}: ${problem}`))
}

function reportDeliveries(title: string, { messages, deliveries, kills, steps, pushesTwice, mailsTwice, unknown, problems }: DeliveryFigures): void {
  console.log(
    `A8 ${title}: ${messages} messages, ${deliveries} by SMS, push and e-mail, ${kills} kills (${Object.entries(steps).map(([step, count]) => `${step} ${count}`).join(', ')}); ` +
      `${problems.length === 0 ? 'inbox missing 0 twice 0, SMS missing 0 twice 0, all final, ' : ''}pushes ${pushesTwice} and mails ${mailsTwice} sent once more because nobody could say, ${unknown} pushes and mails left as unknown; problems ${problems.length}`,
  )
  findings.push(...problems.map((problem) => `deliveries ${title}: ${problem}`))
}

function reportNotices(title: string, figures: NoticeFigures): void {
  const { firms, people, previewAllMs, previewSomeMs, sendingBatches, inboxBatches, seconds, restP50, restP95, sendingP50, sendingP95, requests, failures, kills, problems } = figures
  const ms = (value: number) => `${value.toFixed(1)} ms`
  console.log(`Notices ${title}: ${firms} firms, ${people} people told once each in ${seconds.toFixed(0)} s, ${sendingBatches} batches of firms, ${inboxBatches} of messages${kills > 0 ? `, ${kills} kills` : ''}; problems ${problems.length}`)
  if (kills === 0) {
    const ratio = sendingP95 / restP95
    console.log(`  audience counted in ${ms(previewAllMs)} (everybody) and ${ms(previewSomeMs)} (town, scale and patents); ${requests} other requests meanwhile: p50 ${ms(restP50)} → ${ms(sendingP50)}, p95 ${ms(restP95)} → ${ms(sendingP95)}, ratio ${ratio.toFixed(2)} (${ratio <= 2 ? 'at most' : 'MORE THAN'} 2), ${failures} × 5xx`)
  }
  findings.push(...problems.map((problem) => `notices ${title}: ${problem}`))
}

function reportBackups(title: string, { rounds, megabytes, rows, files, before, acknowledged, seconds, eventLoopMax, restP95, backupP95, problems }: BackupFigures): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  console.log(
    `Backups ${title}: ${rounds} of ${megabytes} MB, ${rows} rows and ${files} files under load, ${seconds.map((one) => `${one.toFixed(1)} s`).join(', ')}; ${before} writes acknowledged before the last began (${acknowledged} in all), ` +
      `event loop held up ${ms(eventLoopMax)} at most, p95 of a save ${ms(restP95)} → ${ms(backupP95)}; restored elsewhere and counted, problems ${problems.length}`,
  )
  findings.push(...problems.map((problem) => `backups ${title}: ${problem}`))
}

function reportWal({ acknowledged, safe, afterwards, segments, baseSeconds, restoreSeconds, problems }: WalFigures): void {
  console.log(`WAL PostgreSQL: ${safe} of ${acknowledged} writes acknowledged before the last segment left, ${afterwards} after it; machine lost, base copy (made in ${baseSeconds.toFixed(1)} s) and ${segments} segments became a server in ${restoreSeconds.toFixed(1)} s; problems ${problems.length}`)
  findings.push(...problems.map((problem) => `wal: ${problem}`))
}

function reportCopies({ acknowledged, safe, copies, lostSeconds, restoreSeconds, problems }: CopyFigures): void {
  console.log(`Copies SQLite, one a minute: ${safe} of ${acknowledged} writes acknowledged before the newest of ${copies} copies was begun, all looked for; machine lost ${lostSeconds.toFixed(0)} s after that, restored in ${restoreSeconds.toFixed(1)} s; problems ${problems.length}`)
  findings.push(...problems.map((problem) => `copies: ${problem}`))
}

function reportCounty({ firms, rate, small, large, killed, strain, problems }: CountyFigures): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const line = (what: string, { answered, heldBack, broken, p50, p95, p99 }: MixFigures) => console.log(`  ${what}: ${answered} answered, ${broken} without an answer, ${heldBack} held back because 400 were open; p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`)
  console.log(`C, D PostgreSQL, three processes: asked ${rate} times a second for a minute; problems ${problems.length}`)
  line('300 firms', small)
  line(`${firms} firms`, large)
  console.log(`  of ${firms} firms the busiest process: event loop late by ${ms(strain.loopP99)} in 99 of 100 turns at most, ${Math.round(strain.rss / 2 ** 20)} MB`)
  line(`${firms} firms, one process killed and started again`, killed)
  const ratio = large.p95 / small.p95
  console.log(`  p95 of the whole county is ${ratio.toFixed(2)} times that of 300 firms (${ratio <= 2 ? 'at most' : 'MORE THAN'} 2); slowest: ${Object.entries(large.p95Of).toSorted(([, one], [, other]) => other - one).slice(0, 5).map(([name, time]) => `${name} ${ms(time)}`).join(', ')}`)
  findings.push(...problems.map((problem) => `county: ${problem}`))
}

function reportProcesses({ answers, saves, submits, bookings, files, resumed, signIns, messages, reconnects, heardP50, heardP95, broken, outage, away, controls, seconds, problems }: ProcessesFigures): void {
  console.log(
    `A14, C, three processes (files in s3rver, a fake of S3), one killed, then PostgreSQL: ${answers} answers in ${seconds.toFixed(0)} s: ${saves} saves, ${submits} submissions and withdrawals, ${bookings} bookings, ${files} files (${resumed} times resumed), ${signIns} signed in, ` +
      `${messages} messages on six pages (${reconnects} reconnects, seen after ${heardP50.toFixed(0)} ms, p95 ${heardP95.toFixed(0)}); ${broken} connections of the killed process, 503 for ${outage.toFixed(1)} s after the database fell over (it was away for ${away.toFixed(1)} s); ${controls} of 3 injected losses found, problems ${problems.length}`,
  )
  findings.push(...problems.map((problem) => `processes: ${problem}`))
}

/** Everybody at once, then fewer with kills in the middle. */
async function proveTelling(title: string, database: (name: string) => Promise<string | undefined>): Promise<void> {
  if (noticeFirms > 0) reportNotices(title, await proveNotices({ firms: noticeFirms, databaseUrl: await database('notices') }))
  if (noticeKills > 0) reportNotices(`${title}, killed`, await proveNotices({ firms: 2_000, kills: noticeKills, databaseUrl: await database('notices_killed') }))
}

/** What the check is worth: without the primary key it has to find something. */
function reportUnguarded(title: string, { operations, overlaps, problems }: BookingFigures): void {
  console.log(`A3 ${title} without the primary key: ${operations} operations, ${overlaps} double bookings found`)
  findings.push(...problems.map((problem) => `bookings ${title}: ${problem}`))
}

async function freshDatabase(url: (database: string) => string, name: string): Promise<string> {
  const client = new pg.Client(url('postgres'))
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return url(name)
}

const sqliteKills = Number(values.kills)
const postgresKills = Number(values['postgres-kills'])
const replays = Number(values.replays)
const moneyKills = Number(values['money-kills'])
const bookings = Number(values.bookings)
const deliveryKills = Number(values['delivery-kills'])
const noticeFirms = Number(values['notice-firms'])
const noticeKills = Number(values['notice-kills'])
const backups = Number(values.backups)
const processes = Number(values.processes)
const walSeconds = Number(values.wal)
const countyFirms = Number(values.county)
const load = { rounds: backups, savers: 6, submitters: 2, filler: 40_000 }
const unguarded = Math.min(bookings, 1000)
if (sqliteKills > 0) reportKills('SQLite', await proveKills({ kills: sqliteKills, ...people }))
if (replays > 0) reportReplay('SQLite', await proveReplay(replays))
if (moneyKills > 0) reportMoney('SQLite', await proveMoney(moneyKills))
if (bookings > 0) {
  reportBookings('SQLite', await proveBookings({ operations: bookings, servers: 1 }))
  reportUnguarded('SQLite', await proveBookings({ operations: unguarded, servers: 1, isUnguarded: true }))
}
if (deliveryKills > 0) reportDeliveries('SQLite', await proveDeliveries(deliveryKills))
if (backups > 0) reportBackups('SQLite', await proveBackups({ ...load, emptyDatabase: () => Promise.resolve(undefined) }))
await proveTelling('SQLite', () => Promise.resolve(undefined))
if (noticeFirms > 0 || noticeKills > 0 || postgresKills > 0 || replays > 0 || moneyKills > 0 || bookings > 0 || deliveryKills > 0 || backups > 0 || processes > 0 || countyFirms > 0) {
  const postgres = await startPostgres({ durable: true })
  try {
    if (postgresKills > 0) reportKills('PostgreSQL', await proveKills({ kills: postgresKills, ...people, databaseUrl: postgres.url('postgres') }))
    if (replays > 0) reportReplay('PostgreSQL', await proveReplay(replays, await freshDatabase(postgres.url, 'replay')))
    if (moneyKills > 0) reportMoney('PostgreSQL', await proveMoney(moneyKills, await freshDatabase(postgres.url, 'money')))
    if (deliveryKills > 0) reportDeliveries('PostgreSQL', await proveDeliveries(Math.ceil(deliveryKills / 5), await freshDatabase(postgres.url, 'deliveries'), 200))
    if (backups > 0) reportBackups('PostgreSQL', await proveBackups({ ...load, databaseUrl: await freshDatabase(postgres.url, 'backups'), emptyDatabase: (round) => freshDatabase(postgres.url, `restored_${round}`) }))
    if (processes > 0) reportProcesses(await proveProcesses({ postgres, databaseUrl: await freshDatabase(postgres.url, 'processes'), seconds: processes }))
    await proveTelling('PostgreSQL', (name) => freshDatabase(postgres.url, name))
    if (countyFirms > 0) reportCounty(await proveCounty({ firms: countyFirms, rate: Number(values.rate), seconds: 60, databaseUrl: await freshDatabase(postgres.url, 'county') }))
    if (bookings > 0) {
      reportBookings('PostgreSQL, three processes', await proveBookings({ operations: bookings, servers: 3, databaseUrl: await freshDatabase(postgres.url, 'bookings') }))
      reportUnguarded('PostgreSQL, three processes', await proveBookings({ operations: unguarded, servers: 3, databaseUrl: await freshDatabase(postgres.url, 'unguarded'), isUnguarded: true }))
    }
  } finally {
    postgres.stop()
  }
}
for (let round = 0; round < Number(values.copies); round += 1) reportCopies(await proveCopies())
if (walSeconds > 0) reportWal(await proveWal({ seconds: walSeconds }))
if (sqliteKills < 100) console.log(`Only ${sqliteKills} kills: the promise asks for at least 100.`)

if (findings.length > 0) {
  console.error(`\n${findings.length} findings:\n${findings.slice(0, 40).join('\n')}`)
  process.exitCode = 1
} else {
  console.log('\nlost = torn = doubled = 0')
}
