import { useLocale } from '@vitrine/ui/locale'
import { stockWords } from '../words/stock.ts'
import { Choice } from './form-fields.tsx'
import { useFilters } from './list-filters.tsx'
import { usePlaces } from './use-places.ts'

/** Narrows a list to one place; absent while there is only one. */
export function PlaceFilter() {
  const mine = stockWords[useLocale()]
  const { get, set } = useFilters()
  const { places, names } = usePlaces()
  if (places.length < 2) return null
  const options = { '': mine.allPlaces, ...names }
  return <Choice label={mine.place} value={get('placeId')} options={options} onChange={(placeId) => set({ placeId })} />
}
