// Runs in a thread of its own: drawing takes half a second and over 100 MB, and ends with the thread.
import { parentPort, workerData } from 'node:worker_threads'
import { drawRecord } from './draw-record.ts'
import type { PrintedRecord } from './printed-record.ts'

const record: PrintedRecord = workerData
parentPort?.postMessage(new Uint8Array(await drawRecord(record)))
