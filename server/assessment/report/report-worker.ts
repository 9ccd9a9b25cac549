// Runs in a thread of its own: drawing takes seconds and over 100 MB, and ends with the thread.
import { parentPort, workerData } from 'node:worker_threads'
import { drawReport } from './draw-report.ts'
import type { PrintedReport } from './printed-report.ts'

const report: PrintedReport = workerData
parentPort?.postMessage(new Uint8Array(await drawReport(report)))
