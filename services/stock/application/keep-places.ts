import { type Place, placeKinds } from '../domain/place.ts'

/** What keeping places needs of storage. */
export interface PlaceStore {
  /** In the order reservations take from them. */
  places(): Promise<readonly Place[]>
  putPlace(place: Place): Promise<void>
}

/** Makes a place or changes it. Throws RangeError for an id, a name, a kind or a turn that is none. A place is never taken away: its ledger stays. */
export async function putPlace(store: PlaceStore, { id, name, kind, turn }: Omit<Place, 'kind'> & { kind: string }): Promise<Place> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw new RangeError('placeId: small letters, digits and hyphens, at most 40')
  if (name.trim() === '' || name.length > 80) throw new RangeError('name: 1 to 80 characters')
  const known = placeKinds.find((one) => one === kind)
  if (!known) throw new RangeError(`kind: ${kind} is no kind of place`)
  if (!Number.isSafeInteger(turn) || turn < 0 || turn > 1_000) throw new RangeError(`turn: ${turn} is not 0 to 1000`)
  const place = { id, name: name.trim(), kind: known, turn }
  await store.putPlace(place)
  return place
}
