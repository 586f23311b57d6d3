import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import { randomIds } from '@vitrine/platform/ids/ids'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { range } from './test-lenses.ts'
import { frame, lensRange, openOptics, sheet } from './test-optics.ts'

describe.each(inject('servers'))('the range of lenses, on %s', async (_, serverUrl) => {
  const { pool, ways, stop } = await openOptics(serverUrl)
  afterAll(stop)

  describe.each(ways)('called %s', (_way, transport) => {
    const called = createClient(OpticsService, transport)

    test('a range is replaced whole, or not at all', async () => {
      const wrong = called.putLensRange({ ...lensRange, treatments: [] })
      await expect(wrong).rejects.toMatchObject({
        code: Code.InvalidArgument,
        rawMessage: 'options.plano-150.treatments: name one that is not there',
      })
      await called.putLensRange({ options: lensRange.options.slice(1, 2), treatments: lensRange.treatments })
      const ids = async () => {
        const { result } = await called.judgeLenses({ frame })
        return result.case === 'judged' ? result.value.lenses.map(({ id }) => id) : []
      }
      expect(await ids()).toEqual(['far-150'])
      await called.putLensRange(lensRange)
      expect(await ids()).toEqual(range.options.map(({ id }) => id))
      const { options, treatments } = await called.getLensRange({})
      expect(options.map(({ id, sph }) => [id, sph?.low, sph?.high])).toEqual(range.options.map(({ id, sph }) => [id, sph.low, sph.high]))
      expect(treatments.map(({ id, needsOneOf }) => [id, needsOneOf])).toEqual(
        range.treatments.map(({ id, needsOneOf }) => [id, needsOneOf]),
      )
    })

    test('FT-2 what a lens is cut from is kept, and one that is too narrow is refused with the nearest that fits', async () => {
      const widths: Readonly<Record<string, number>> = { 'far-150': 56, 'far-160': 75, 'far-174': 65 }
      const options = lensRange.options.map((option) => {
        const diameterMm = widths[option.id]
        return { ...option, blanks: diameterMm ? [{ diameterMm, baseCurve: 4.5 }] : [] }
      })
      await called.putLensRange({ ...lensRange, options })
      const kept = (await called.getLensRange({})).options
      expect(kept.map(({ id, blanks }) => [id, blanks[0]?.diameterMm, blanks[0]?.baseCurve])).toEqual(
        options.map(({ id, blanks }) => [id, blanks[0]?.diameterMm, blanks[0]?.baseCurve]),
      )
      // A box of 50 x 40, 2.5 mm off centre: 57 mm at least, 71 as its diagonal says.
      const { result } = await called.judgeLenses({ frame, powers: { source: { case: 'sheet', value: sheet } } })
      const lensOf = (id: string) => (result.case === 'judged' ? result.value.lenses.find((one) => one.id === id) : undefined)
      expect(lensOf('far-150')).toMatchObject({
        refusals: ['right', 'left'].map((eye) => ({ rule: 'FT-2', code: 'blank-too-small', eye, value: 57, limit: 56 })),
        nearestId: 'far-160',
      })
      expect(lensOf('far-160')).toMatchObject({
        refusals: [],
        fit: { blankUnsure: false, left: { blank: { diameterMm: 75, baseCurve: 4.5 } } },
      })
      expect(lensOf('far-174')).toMatchObject({ refusals: [], fit: { blankUnsure: true } })
      expect(lensOf('far-174')?.fit?.left?.blank).toBeUndefined()
      const wish = {
        configurationId: randomIds(),
        variantId: 'lise',
        frame,
        lensId: 'far-150',
        powers: { source: { case: 'sheet' as const, value: sheet } },
      }
      expect((await called.configure(wish)).result.case).toBe('lensRefused')
      await called.putLensRange(lensRange)
    })

    test('a lens and a treatment out of use are kept and no longer offered', async () => {
      const outOfUse = ({ id }: { id: string }) => ['far-150', 'tint'].includes(id)
      const marked = <Row extends { id: string }>(rows: readonly Row[]) => rows.map((row) => ({ ...row, outOfUse: outOfUse(row) }))
      await called.putLensRange({ options: marked(lensRange.options), treatments: marked(lensRange.treatments) })
      const { result } = await called.judgeLenses({ frame })
      const judged = result.case === 'judged' ? result.value : undefined
      expect(judged?.lenses.map(({ id }) => id)).toEqual(range.options.map(({ id }) => id).filter((id) => id !== 'far-150'))
      expect(judged?.treatments.map(({ id }) => id)).toEqual(['ar', 'photochromic', 'polarised', 'mirror'])
      const { options, treatments } = await called.getLensRange({})
      expect([...options, ...treatments].filter((row) => row.outOfUse).map(({ id }) => id)).toEqual(['far-150', 'tint'])
      const wish = { configurationId: randomIds(), variantId: 'lise', frame, lensId: 'plano-150', treatmentIds: ['tint'] }
      await expect(called.configure(wish)).rejects.toMatchObject({ code: Code.NotFound })
      await called.putLensRange(lensRange)
    })

    test('of changes of one version one is kept, the others are told what is there; the same twice is once', async () => {
      const { version } = await called.getLensRange({})
      const put = (leadDays: number) =>
        called.putLensRange({ ...lensRange, options: lensRange.options.map((option) => ({ ...option, leadDays })), version })
      const answers = await Promise.all([41, 42, 43].map(put))
      const kept = answers.flatMap(({ result }) => (result.case === 'put' ? [result.value] : []))
      expect(kept).toMatchObject([{ version: version + 1 }])
      expect(answers.filter(({ result }) => result.case === 'stale')).toHaveLength(2)
      expect((await put(kept[0]!.options[0]!.leadDays)).result.case).toBe('put')
      expect((await put(44)).result).toMatchObject({ case: 'stale', value: { version: version + 1 } })
      await called.putLensRange(lensRange)
    })
  })

  test.each(['{"diameterMm": 39, "baseCurve": 4}', '{"diameterMm": 70, "baseCurve": 13}', '{"diameterMm": 70}', '70'])(
    'FT-2 the database takes no blank like %s',
    async (blank) => {
      const putting = pool.query(`update optics.lens_option set blanks = $1 where id = 'far-160'`, [`[${blank}]`])
      await expect(putting).rejects.toThrow('lens_option_blanks_check')
    },
  )
})
