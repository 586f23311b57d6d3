import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { folderFiles } from '../files/folder-files.ts'
import { folderMailer } from './folder-mailer.ts'
import type { Mail } from './mailer.ts'
import { createBreaker } from '../rpc/breaker.ts'
import { guardedMailer } from './guarded-mailer.ts'
import { smtpMailer } from './smtp-mailer.ts'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-mail-'))
const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))
afterAll(() => rm(folder, { recursive: true }))

const order: Mail = {
  id: 'order-42-placed',
  to: 'zoe@example.org',
  subject: 'Votre commande est confirmée – à bientôt',
  html: '<p>Merci Zoé, 129,00 €</p>',
  text: 'Merci Zoé, 129,00 €',
}

const smtp = (url: string) => {
  const mailer = smtpMailer({ url, from: 'Vitrine <shop@example.org>' })
  closing.push(() => mailer.close())
  return mailer
}

test('a mail is kept once, however often it is handed over', async () => {
  const files = folderFiles(folder)
  const mailer = folderMailer(files, () => new Date('2026-11-20T10:00:00Z'))
  await mailer(order)
  await mailer(order)
  expect(await files.list('mail/')).toEqual(['mail/order-42-placed.json'])
  expect(JSON.parse((await files.get('mail/order-42-placed.json'))!.toString())).toEqual({ ...order, sentAt: '2026-11-20T10:00:00.000Z' })
})

describe.each([
  ['a folder', () => folderMailer(folderFiles(folder), () => new Date(0))],
  ['a mail server', () => smtp('smtp://127.0.0.1:1')],
])('%s', (_, open) => {
  test.each<[string, Partial<Mail>]>([
    ['a second header in the subject', { subject: 'Bonjour\r\nBcc: everybody@example.org' }],
    ['a lone line feed in the subject', { subject: 'Bonjour\nX: y' }],
    ['a header in the address', { to: 'zoe@example.org\r\nBcc: everybody@example.org' }],
    ['two receivers', { to: 'zoe@example.org, everybody@example.org' }],
    ['a name beside the address', { to: 'Zoe <zoe@example.org>' }],
    ['a path in the id', { id: '../../etc/cron.d/x' }],
  ])('refuses %s', async (_name, part) => {
    await expect(open()({ ...order, ...part })).rejects.toThrow(RangeError)
  })
})

/** Enough of a mail server to take one mail. */
function catcher(received: string[], answerToData = '250 kept'): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    let isBody = false
    let body = ''
    socket.on('error', () => {}) // the client hangs up as it likes
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      if (isBody) {
        body += chunk.toString()
        if (!body.endsWith('\r\n.\r\n')) return
        isBody = false
        received.push(body.slice(0, -5))
        return socket.write(`${answerToData}\r\n`)
      }
      const line = chunk.toString()
      isBody = line.startsWith('DATA')
      return socket.write(isBody ? '354 go on\r\n' : line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n')
    })
  })
  closing.push(() => server.close())
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => ready({ url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`, server }))
  })
}

test('a person reads over SMTP what was written, accents included, under the id it was given', async () => {
  const received: string[] = []
  const { url } = await catcher(received)
  await smtp(url)(order)
  const mail = await PostalMime.parse(received[0]!)
  expect(mail).toMatchObject({
    subject: order.subject,
    messageId: '<order-42-placed@example.org>',
    from: { name: 'Vitrine', address: 'shop@example.org' },
    to: [{ address: order.to }],
  })
  expect([mail.html?.trim(), mail.text?.trim()]).toEqual([order.html, order.text])
})

test('a mail the server does not take is not taken for sent', async () => {
  const { url } = await catcher([], '451 try later')
  await expect(smtp(url)(order)).rejects.toThrow('451')
  await expect(smtp('smtp://127.0.0.1:1')(order)).rejects.toThrow('ECONNREFUSED')
})

test('a mail server that is not there is asked five times, one that refuses a mail is asked for the next one', async () => {
  const { url } = await catcher([], '451 try later')
  for (const [server, said] of [
    ['smtp://127.0.0.1:1', 'is not asked now'],
    [url, '451'],
  ] as const) {
    const mailer = guardedMailer(smtp(server), createBreaker('mail server', { now: () => 0, random: () => 1 }))
    for (let n = 0; n < 5; n++) await expect(mailer(order)).rejects.toThrow(/ECONNREFUSED|451/)
    await expect(mailer(order)).rejects.toThrow(said)
    await expect(mailer({ ...order, to: 'nobody' })).rejects.toThrow(server === url ? RangeError : said)
  }
})

test.runIf(process.env['TEST_SMTP_URL'] && process.env['TEST_MAIL_FOLDER'])('a real mail server takes it', async () => {
  const mine = { ...order, id: `order-${process.pid}-placed` }
  await smtp(process.env['TEST_SMTP_URL']!)(mine)
  const kept = process.env['TEST_MAIL_FOLDER']!
  const mails = await Promise.all((await readdir(kept)).map((name) => readFile(join(kept, name), 'utf8')))
  const parsed = await Promise.all(mails.map((text) => PostalMime.parse(text)))
  expect(parsed.find(({ messageId }) => messageId === `<${mine.id}@example.org>`)).toMatchObject({ subject: mine.subject })
})
