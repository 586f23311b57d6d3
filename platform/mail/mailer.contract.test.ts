import { spawn } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { type FileHandle, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { folderMailer } from './folder-mailer.ts'
import type { Mail } from './mailer.ts'
import { createBreaker } from '../rpc/breaker.ts'
import { guardedMailer } from './guarded-mailer.ts'
import { smtpMailer } from './smtp-mailer.ts'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-mail-'))
const closing: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  closing.splice(0).forEach((close) => close())
})
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

const noon = () => new Date('2026-11-20T12:00:00Z')
const dayOf = (at: string) => join(at, '2026-11-20.jsonl')
let folders = 0
const newFolder = () => join(folder, `mail ${++folders}`)
/** Of each file what is whole. */
const idsIn = (at: string) =>
  readdirSync(at).flatMap((name) =>
    readFileSync(join(at, name), 'utf8')
      .split('\n')
      .flatMap((line) => (line.endsWith('}') ? [(JSON.parse(line) as Mail).id] : [])),
  )
/** What is asked of an open file, whichever it is. */
async function fileCalls() {
  const file = await open(import.meta.filename)
  await file.close()
  const prototype = Object.getPrototypeOf(file) as FileHandle
  return { write: vi.spyOn(prototype, 'appendFile'), toDisk: vi.spyOn(prototype, 'datasync'), folderToDisk: vi.spyOn(prototype, 'sync') }
}

test('a mail is kept once, however often it is handed over, with the time of the first', async () => {
  const at = newFolder()
  let now = '2026-11-20T10:00:00.000Z'
  const mailer = folderMailer(at, () => new Date(now))
  await mailer(order)
  now = '2026-11-21T10:00:00.000Z'
  await Promise.all([mailer(order), mailer(order)])
  expect(readdirSync(at)).toEqual(['2026-11-20.jsonl'])
  expect(JSON.parse(readFileSync(dayOf(at), 'utf8'))).toEqual({ ...order, sentAt: '2026-11-20T10:00:00.000Z' })
  await mailer({ ...order, id: 'next' })
  expect(readdirSync(at)).toEqual(['2026-11-20.jsonl', '2026-11-21.jsonl'])
  expect(statSync(dayOf(at)).mode & 0o777).toBe(0o600)
})

test('mails handed over together are written, and brought to the disk, together; a new file with its name', async () => {
  const mailer = folderMailer(newFolder(), noon)
  const five = (round: string) => Promise.all(Array.from({ length: 5 }, (_, n) => mailer({ ...order, id: `${round}${n}` })))
  const calls = Object.values(await fileCalls())
  await five('a')
  expect(calls.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1])
  await five('b')
  expect(calls.map(({ mock }) => mock.calls.length)).toEqual([2, 2, 1])
})

test('what a killed process wrote and did not say is brought to the disk, and kept once; half a mail is written again whole', async () => {
  const at = newFolder()
  await folderMailer(at, noon)(order)
  appendFileSync(dayOf(at), '{"id":"half","to":"zoe@ex')
  const { write, toDisk } = await fileCalls()
  const next = folderMailer(at, noon)
  await next(order)
  expect([write.mock.calls.length, toDisk.mock.calls.length]).toEqual([0, 1])
  await Promise.all([next({ ...order, id: 'half' }), next(order)])
  expect(idsIn(at)).toEqual([order.id, 'half'])
})

test('a full disk: what is not whole on it is not told as kept, and is written again on a line of its own', async () => {
  const at = newFolder()
  const mailer = folderMailer(at, noon)
  await mailer(order)
  const { write, toDisk } = await fileCalls()
  write.mockImplementationOnce(async (lines) => {
    appendFileSync(dayOf(at), String(lines).slice(0, -100))
    throw new Error('ENOSPC')
  })
  const both = [
    { ...order, id: 'one' },
    { ...order, id: 'two' },
  ]
  const told = await Promise.allSettled(both.map(mailer))
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  toDisk.mockRejectedValueOnce(new Error('EIO'))
  await expect(mailer(both[0]!)).rejects.toThrow('EIO')
  await Promise.all(both.map(mailer))
  expect(idsIn(at)).toEqual([order.id, 'one', 'two'])
})

test('the folder may be emptied meanwhile: the next mail is in it', async () => {
  const at = newFolder()
  const mailer = folderMailer(at, noon)
  await mailer(order)
  await rm(at, { recursive: true })
  await mailer({ ...order, id: 'next' })
  expect(idsIn(at)).toEqual(['next'])
})

test('killed at any moment: each mail that was told as kept is there, once, also when all are handed over again', async () => {
  const at = newFolder()
  const source = `
    import { folderMailer } from ${JSON.stringify(join(import.meta.dirname, 'folder-mailer.ts'))}
    const mailer = folderMailer(${JSON.stringify(at)}, () => new Date('2026-11-20T12:00:00Z'))
    const mail = ${JSON.stringify({ ...order, html: 'x'.repeat(20_000) })}
    const keep = async (id) => { await mailer({ ...mail, id }); process.stdout.write(id + '\\n') }
    for (let n = 0; ; n += 3) await Promise.all([n, n + 1, n + 2].map((id) => keep('m' + id)))`
  const told = await new Promise<string[]>((killed) => {
    let said = ''
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString()
      if (said.includes('m30\n')) child.kill('SIGKILL')
    })
    child.once('close', () => killed(said.split('\n').slice(0, -1)))
  })
  expect(idsIn(at)).toEqual(expect.arrayContaining(told))
  const mailer = folderMailer(at, noon)
  const all = told.concat('not-told')
  await Promise.all(all.map((id) => mailer({ ...order, id })))
  expect(
    idsIn(at)
      .filter((id) => all.includes(id))
      .toSorted(),
  ).toEqual(all.toSorted())
}, 30_000)

describe.each([
  ['a folder', () => folderMailer(newFolder(), noon)],
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
