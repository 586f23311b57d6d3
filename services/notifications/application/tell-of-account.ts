import type { NoticeLetter, Receiver } from '../domain/letter.ts'
import { writeMail, type WriteMailNeeds } from './write-mail.ts'

/** Sends the link that proves the address of a new account. */
export const tellOfAccount = (needs: WriteMailNeeds, accountId: string, name: string, token: string, receiver: Receiver): Promise<void> =>
  writeMail(needs, accountId, { kind: 'prove-address', name, token }, receiver)

/** Sends a new link to who opened the last one after its end; one mail for each that ended. */
export const tellOfRenewal = (
  needs: WriteMailNeeds,
  accountId: string,
  name: string,
  { token, at }: { readonly token: string; readonly at: Date },
  receiver: Receiver,
): Promise<void> => writeMail(needs, `${accountId} ${at.toISOString()}`, { kind: 'prove-address', name, token }, receiver)

/** Sends the link that sets another password; one mail for each time it was asked for. */
export const tellOfForgotten = (
  needs: WriteMailNeeds,
  accountId: string,
  { at, ...link }: { readonly name: string; readonly token: string; readonly at: Date },
  receiver: Receiver,
): Promise<void> => writeMail(needs, `${accountId} ${at.toISOString()}`, { kind: 'password-forgotten', ...link }, receiver)

/** Tells the owner of an account that its password is another one, in case it was not them. */
export const tellOfNewPassword = (needs: WriteMailNeeds, accountId: string, name: string, at: Date, receiver: Receiver): Promise<void> =>
  writeMail(needs, `${accountId} ${at.toISOString()}`, { kind: 'password-changed', name }, receiver)

/** Tells the owner of an address that somebody tried to sign up with it; once an hour at most, so that nobody fills a stranger's box. */
export const tellOfRepeatedSignUp = (needs: WriteMailNeeds, accountId: string, receiver: Receiver): Promise<void> =>
  writeMail(needs, `${accountId} ${needs.clock().toISOString().slice(0, 13)}`, { kind: 'sign-up-repeated' }, receiver)

/** Calls a person to look into their account. One mail for each notice. */
export const tellOfNotice = (needs: WriteMailNeeds, noticeId: string, notice: NoticeLetter, receiver: Receiver): Promise<void> =>
  writeMail(needs, noticeId, notice, receiver)
/** Sends the link that makes somebody a member of staff; one mail for each time they are asked. */
export const tellOfInvitation = (
  needs: WriteMailNeeds,
  invitationId: string,
  {
    at,
    ...invitation
  }: { readonly name: string; readonly inviter: string; readonly token: string; readonly at: Date; readonly until: string },
  receiver: Receiver,
): Promise<void> => writeMail(needs, `${invitationId} ${at.toISOString()}`, { kind: 'staff-invited', ...invitation }, receiver)

/** Says that an account is erased: the last mail to its person. */
export const tellOfErasure = (needs: WriteMailNeeds, accountId: string, receiver: Receiver): Promise<void> =>
  writeMail(needs, accountId, { kind: 'account-erased' }, receiver)
