// npm start: builds the pages when a source is newer than the build, then becomes the server.
import { buildIfStale } from './build.ts'

await buildIfStale()
await import('../server/main.ts')
