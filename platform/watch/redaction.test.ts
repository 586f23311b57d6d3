import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { strikeOut } from './redaction.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let lines = ''
  write(createLog({ level: 'debug', write: (line) => void (lines += line) }))
  return lines
}

const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ6b2UifQ.c2lnbmF0dXJlLWJ5dGVz'
const secrets = [
  'zoe.martin+shop@exemple.fr',
  'correct horse battery',
  token,
  '4242424242424242',
  '4242 4242 4242 4242',
  'h2ck-me',
  '+33612345678',
]

test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
  ['fields', (log) => log.info({ email: secrets[0], password: secrets[1], accessToken: token, phone: secrets[6] }, 'signed in')],
  ['fields deep inside', (log) => log.info({ body: { user: [{ login: { password: secrets[1], to: secrets[0] } }] } }, 'asked')],
  ['the text', (log) => log.warn(`mail to ${secrets[0]} refused, card ${secrets[3]} or ${secrets[4]}`)],
  [
    'headers',
    (log) => log.info({ headers: { authorization: `Bearer ${token}`, cookie: `access=${token}`, 'set-cookie': [`a=${secrets[5]}`] } }),
  ],
  ['an error', (log) => log.error({ err: new Error(`duplicate key (mail)=(${secrets[0]}) token=${secrets[5]}`) }, 'failed')],
  ['a cause', (log) => log.error({ err: new Error('outer', { cause: new Error(`for ${secrets[0]}`) }) })],
  ['JSON inside text', (log) => log.info({ sent: JSON.stringify({ password: 'correct horse battery', note: 'x' }) })],
  ['an address of a page', (log) => log.info({ url: `/reset?token=${secrets[5]}&email=zoe.martin%2Bshop%40exemple.fr` })],
  ['an address of a server', (log) => log.error(`postgres://vitrine:${secrets[5]}@127.0.0.1:5432/shop is away`)],
  ['what a child always says', (log) => log.child({ secret: secrets[1] }).info('x')],
])('no secret reaches a log by way of %s', (_, write) => {
  const line = logged(write)
  for (const secret of [...secrets, 'zoe.martin', encodeURIComponent(secrets[0]!)]) expect(line).not.toContain(secret)
  for (const one of line.trim().split('\n')) expect(JSON.parse(one)).toMatchObject({ time: expect.any(String) })
})

test('what an operator needs stays', () => {
  const orderId = '0f3c9a51d2e84b7c8f6f3f5be2a1c0d9'
  const line = logged((log) =>
    log.info({ orderId, sku: 'lise-tortoise-48', totalMinor: 12_900, tookMs: 12.25, at: '2026-11-20T10:00:00.123Z' }, 'order placed'),
  )
  expect(JSON.parse(line)).toMatchObject({
    level: 'info',
    msg: 'order placed',
    orderId,
    sku: 'lise-tortoise-48',
    totalMinor: 12_900,
    tookMs: 12.25,
    at: '2026-11-20T10:00:00.123Z',
  })
})

test('a long number that is no card number stays', () => {
  expect(strikeOut('parcel 4242424242424243, time 1763632800000')).toBe('parcel 4242424242424243, time 1763632800000')
})

test('a line made to be slow is not', () => {
  const lines = [
    'a'.repeat(50_000),
    '@'.repeat(50_000),
    '"password":"'.repeat(4_000),
    '4 '.repeat(50_000),
    '\\'.repeat(50_000),
    'a.'.repeat(30_000),
  ]
  const before = performance.now()
  for (const line of lines) strikeOut(line)
  expect(performance.now() - before).toBeLessThan(1_000)
})
