import { expect, test } from 'vitest'
import { envExample, readSettings, SettingsFault } from './settings.ts'

test('nothing needs to be set', () => {
  expect(readSettings({ PATH: '/bin' })).toMatchObject({
    PORT: 3000,
    GATEWAY_PORT: 8000,
    DATA: './data',
    publicUrl: 'http://localhost:3000',
  })
})

test('what services read is text, defaults included', () => {
  const { texts } = readSettings({ PORT: '4000', RATE_LIMIT_LOGIN: '', SMTP_URL: 'smtp://localhost:25' })
  expect(texts).toMatchObject({ PUBLIC_URL: 'http://localhost:4000', RATE_LIMIT_LOGIN: '10', SMTP_URL: 'smtp://localhost:25' })
  expect(Object.keys(texts)).not.toContain('PATH')
})

test('a key on one line, as environments hold it, gets its lines back', () => {
  const { texts } = readSettings({ JWT_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----' })
  expect(texts['JWT_PRIVATE_KEY']?.split('\n')).toHaveLength(3)
})

test.each([
  ['PORT', '80a'],
  ['PORT', '70000'],
  ['SHOP_TIME_ZONE', 'Europe/hunter2'],
  ['DATABASE_URL', 'mysql://root:hunter2@localhost/shop'],
  ['PUBLIC_URL', 'vitrine.example'],
  ['SMTP_URL', 'localhost'],
  ['MEDIA_SIGNING_KEY', 'short-hunter2'],
  ['JWT_PRIVATE_KEY', 'hunter2'],
  ['RATE_LIMIT_READ', '0'],
  ['LOG_LEVEL', 'loud'],
  ['MAIL_FROM', 'Vitrine <shop@example.org>\r\nBcc: x@example.org'],
  ['GATEWAY_URL', 'gateway'],
  ['VITRINE_FALLPOINTS', 'a:kill'],
  ['VITRINE_DATA', './data'],
])('%s=%s stops the start with its name, and without the value', (name, value) => {
  const start = () => readSettings({ [name]: value })
  expect(start).toThrow(SettingsFault)
  expect(start).toThrow(new RegExp(`^${name}: `))
  expect(start).not.toThrow('hunter2')
})

test('everything that is wrong is said at once', () => {
  expect(() => readSettings({ PORT: 'x', LOG_LEVEL: 'loud', VITRINE_X: '1' })).toThrow(/PORT: .*\nLOG_LEVEL: .*\nVITRINE_X: /)
})

test('.env.example lists every setting (npx vitest run system/settings.test.ts -u writes it)', async () => {
  await expect(envExample()).toMatchFileSnapshot('../.env.example')
})
