import { useQuery } from '@tanstack/react-query'
import type { StockPlace } from '@vitrine/gateway/schemas/admin-stock'
import { ask } from '../api.ts'

export const placesPath = '/v1/admin/places'

/** The place meant where none is named. */
export const firstPlace = 'main'

/** All places, in the order orders take from them, and the name of each. */
export function usePlaces() {
  const list = useQuery({
    queryKey: [placesPath],
    queryFn: ({ signal }) => ask<{ items: StockPlace[] }>(placesPath, { signal }),
    staleTime: 60_000,
  })
  const places = list.data?.items ?? []
  const names: Readonly<Record<string, string>> = Object.fromEntries(places.map(({ placeId, name }) => [placeId, name]))
  return { list, places, names, nameOf: (placeId: string) => names[placeId] ?? placeId }
}
