// The reading half of pdf.js, in a thread and a file of its own.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs'
