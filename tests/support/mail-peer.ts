// A mail server on loopback (smtp-server): keeps what arrives, refuses or breaks off where it is told to.
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail { from: string; to: string[]; raw: string; headers: Map<string, string>; text: string }
/** rcpt, data: the status there; `drop`: the connection ends after the message, without an answer. */
export interface MailBehaviour { rcpt?: number; data?: number; drop?: boolean }

export interface MailPeer {
  readonly url: string
  readonly received: ReceivedMail[]
  behaviour: MailBehaviour
  close(): Promise<void>
}

function decodeWords(value: string): string {
  return value.replace(/=\?utf-8\?(b|q)\?([^?]*)\?=\s*/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : Buffer.from(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8'))
}

function parse(raw: string): { headers: Map<string, string>; text: string } {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = new Map(head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), decodeWords(line.slice(line.indexOf(':') + 1).trim())]))
  const body = rest.join('\r\n\r\n')
  const encoding = headers.get('content-transfer-encoding')
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : encoding === 'quoted-printable' ? Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8') : body
  return { headers, text }
}

const refusal = (status: number) => Object.assign(new Error('no'), { responseCode: status })

export async function startMailPeer(): Promise<MailPeer> {
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
    onRcptTo: (_address, _session, done) => done(peer.behaviour.rcpt === undefined ? null : refusal(peer.behaviour.rcpt)),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const { data, drop } = peer.behaviour
        if (data !== undefined) return done(refusal(data))
        const { mailFrom, rcptTo } = session.envelope
        peer.received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw, ...parse(raw) })
        if (drop) server.connections.forEach((connection: { _socket: { destroy(): void } }) => connection._socket.destroy())
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((ready) => { server.listen(0, '127.0.0.1', () => ready()) })
  const address = server.server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const peer: MailPeer = { url: `smtp://127.0.0.1:${port}`, received: [], behaviour: {}, close: () => new Promise((done) => { server.close(() => done()) }) }
  return peer
}
