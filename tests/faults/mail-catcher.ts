import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface MailCatcher {
  /** `127.0.0.1:port`. */
  readonly address: string
  /** Every mail that was taken, whole. */
  readonly mails: readonly string[]
  stop(): Promise<void>
}

/** A mail server that takes everything and delivers nothing: the least of RFC 5321 that a client needs. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: string[] = []
  const server = createServer((socket) => {
    let [text, isBody]: [string, boolean] = ['', false]
    const say = (line: string) => void socket.write(`${line}\r\n`)
    socket.on('error', () => {}) // cut by a fault proxy
    socket.on('data', (bytes) => {
      text += bytes.toString()
      for (let end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n'); end >= 0; end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n')) {
        const part = text.slice(0, end)
        text = text.slice(end + (isBody ? 5 : 2))
        if (isBody) {
          mails.push(part)
          isBody = false
          say('250 kept')
        } else if (/^data/i.test(part)) {
          isBody = true
          say('354 go on')
        } else if (/^quit/i.test(part)) socket.end('221 bye\r\n')
        else say('250 ok')
      }
    })
    say('220 catcher')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    stop: () => new Promise((closed) => server.close(() => closed())),
  }
}
