export interface Mail {
  /** The same for each attempt: becomes the Message-ID, so that a mail sent twice is seen as one. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Hands a mail to a server, or keeps it where staff can read it. Settles when it is there for good; a rejection means "try again". */
export interface Mailer {
  (mail: Mail): Promise<void>
  /** So many are best handed over beside each other, where it matters. */
  readonly atOnce?: number
}
