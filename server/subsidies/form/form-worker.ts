// Runs in a thread of its own: drawing takes half a second and over 100 MB, and ends with the thread.
import { parentPort, workerData } from 'node:worker_threads'
import { drawForm } from './draw-form.ts'
import type { PrintedForm } from './printed-form.ts'

const form: PrintedForm = workerData
parentPort?.postMessage(new Uint8Array(await drawForm(form)))
