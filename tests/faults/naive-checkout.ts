// The control of G3: a checkout that draws a new key each time it is asked, charges, and writes the order down afterwards.
// `url secret orderId file die`: with `die` it is killed in between. Run by kill-everywhere.ts, judged as the shop is.
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { tellBank } from './bank-call.ts'

const [url = '', secret = '', orderId = '', file = '', ending] = process.argv.slice(2)
const attemptId = randomUUID()
const authorisation = { key: randomUUID(), orderId, amountMinor: 100, currency: 'EUR', token: 'ok', returnUrl: '' }
await tellBank({ url, secret }, attemptId, 'authorise', authorisation)
await tellBank({ url, secret }, attemptId, 'capture', { key: randomUUID() })
if (ending === 'die') process.kill(process.pid, 'SIGKILL')
else appendFileSync(file, `${orderId}\n`)
