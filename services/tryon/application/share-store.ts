/** A share as it is kept: by the hash of its id, in hexadecimal. The ids themselves are with whoever was told them. */
export interface KeptShare {
  readonly idHash: string
  readonly variantIds: readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date
  /** Null: no face is in it. */
  readonly faceUntil: Date | null
}

export interface NewShare extends KeptShare {
  readonly ownHash: string
  /** Empty: a guest's. */
  readonly accountId: string
}

export interface ShareStore {
  /** False when an id is in use. */
  add(share: NewShare): Promise<boolean>
  /** Undefined also once its time is over. */
  find(idHash: string, now: Date): Promise<KeptShare | undefined>
  /** Hash of the share whose owner has this id, or of the account's own that is listed under `listed`. */
  owned(by: { readonly ownHash: string; readonly accountId: string; readonly listed: string }): Promise<string | undefined>
  /** All of an account, newest first, those that are over among them. */
  ofAccount(accountId: string): Promise<readonly KeptShare[]>
  /** Whose time, or whose face's, is over: at most 100. */
  over(now: Date): Promise<readonly KeptShare[]>
  forgetFace(idHash: string): Promise<void>
  remove(idHash: string): Promise<void>
}

/** Pictures of faces, readable with the id of their share alone. */
export interface SharedFaces {
  put(shareId: string, idHash: string, jpegs: readonly Uint8Array[]): Promise<void>
  /** Undefined unless all `count` are there. */
  get(shareId: string, idHash: string, count: number): Promise<readonly Uint8Array[] | undefined>
  remove(idHash: string): Promise<void>
}
