import type pg from 'pg'
import type { VatStore } from '../application/keep-vat-rates.ts'
import { isOfUnion, type VatRate } from '../domain/vat-rate.ts'

const listing = `select country, from_at as "fromAt", standard_ppm as "standardPpm", reduced_ppm as "reducedPpm", low_ppm as "lowPpm", lowest_ppm as "lowestPpm",
    is_included as "isIncluded"
  from pricing.vat_rate order by country, from_at desc`

const putting = `
  insert into pricing.vat_rate as r (country, from_at, is_eu, standard_ppm, reduced_ppm, low_ppm, lowest_ppm, is_included)
  select $1, $2, $7, $3, $4, $8, $9, $5 where $2::timestamptz >= $6
  on conflict (country, from_at) do update set standard_ppm = excluded.standard_ppm, reduced_ppm = excluded.reduced_ppm,
    low_ppm = excluded.low_ppm, lowest_ppm = excluded.lowest_ppm, is_included = excluded.is_included where r.from_at >= $6`

const removing = 'delete from pricing.vat_rate where country = $1 and from_at = $2 and from_at > $3'

/** Rates of VAT in PostgreSQL. */
export const sqlVatStore = (pool: pg.Pool): VatStore => ({
  async vatRates() {
    return (await pool.query<VatRate>({ name: 'pricing.vat-rates', text: listing, values: [] })).rows
  },

  async putVatRate({ country, fromAt, standardPpm, reducedPpm, lowPpm, lowestPpm, isIncluded }, now) {
    const values = [country, fromAt, standardPpm, reducedPpm, isIncluded, now, isOfUnion(country), lowPpm, lowestPpm]
    await pool.query({ name: 'pricing.put-vat-rate', text: putting, values })
  },

  async removeVatRate(country, fromAt, now) {
    return (await pool.query({ name: 'pricing.remove-vat-rate', text: removing, values: [country, fromAt, now] })).rowCount === 1
  },
})
