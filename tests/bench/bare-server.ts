// What the platform itself can do: node:http with bytes in memory (fixed), or one committed row a request (insert).
//   node bare-server.ts fixed PORT BYTES   |   node bare-server.ts insert PORT DATA_DIR
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const [mode, port, detail = ''] = process.argv.slice(2)

function insertServer() {
  const database = new DatabaseSync(join(detail, 'bare.sqlite'))
  database.exec('pragma journal_mode = wal; pragma synchronous = full; create table rows (id integer primary key, body text not null)')
  const insert = database.prepare('insert into rows (body) values (?)')
  return createServer((request, reply) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      insert.run(body)
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': 11 }).end('{"ok":true}')
    })
  })
}

function fixedServer() {
  const bytes = Buffer.alloc(Number(detail), 'x')
  return createServer((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': bytes.length }).end(bytes)
  })
}

const server = mode === 'insert' ? insertServer() : fixedServer()
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'))
