/**
 * A cookie scripts may read, beside the hidden ones: only who has signed in once asks for a new session. Its text is another one after each sign-in, so
 * that a tab can tell that somebody else is here now; it says nothing about who.
 */
export const newSignInMark = (): string => `signed-in=${crypto.randomUUID()}; Path=/; Max-Age=31536000; SameSite=Lax`
export const signInMarkEnded = 'signed-in=; Path=/; Max-Age=0; SameSite=Lax'

/** The mark among the cookies of a page; empty where nobody is signed in. */
export const signInMarkIn = (cookies: string): string => /(?:^|; )signed-in=([^;]*)/.exec(cookies)?.[1] ?? ''
