import { type Breaker, notAsked, shut } from '../rpc/breaker.ts'
import type { Mailer } from './mailer.ts'

/** A mail server that does not answer is not waited for, 10 s for each mail: the mail is refused at once, and sent later. */
export const guardedMailer =
  (mailer: Mailer, breaker: Breaker): Mailer =>
  async (mail) => {
    const pass = breaker.enter() || (await breaker.enterSoon())
    if (pass === shut) throw new Error(notAsked(breaker))
    try {
      await mailer(mail)
      breaker.heard()
    } catch (error) {
      if (isReply(error)) breaker.heard()
      else if (isAway(error)) breaker.silent(pass)
      else breaker.undecided(pass)
      throw error
    }
  }

const isReply = (error: unknown) => typeof (error as { responseCode?: unknown }).responseCode === 'number'
/** Nobody there, lost, or late, in the words of nodemailer 10. */
const awayCodes = ['ECONNECTION', 'EDNS', 'ESOCKET', 'ETIMEDOUT', 'ECONNREFUSED', 'ECONNRESET']
const isAway = (error: unknown) => awayCodes.includes(String((error as { code?: unknown }).code))
