import { randomBytes } from 'node:crypto'
import { Code, createClient } from '@connectrpc/connect'
import { OpticsService } from '@vitrine/contracts/optics/v1'
import type { Files } from '@vitrine/platform/files/files'
import { randomIds } from '@vitrine/platform/ids/ids'
import { memoryFiles } from '@vitrine/system/test-shop'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { sealedScans } from './adapters/sealed-scans.ts'
import { sqlConfigurationStore } from './adapters/sql-configuration-store.ts'
import { sqlPersonKeys, wrappingKey } from './adapters/sql-person-keys.ts'
import { putScan } from './application/keep-scan.ts'
import { frame, openOptics, settings, sheet } from './test-optics.ts'

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const pdf = bytesOf('%PDF-1.7 sph -2.25')
const png = bytesOf('\x89PNG\r\n\x1a\n…')
const day = 86_400_000

/** What happens beside a file that is written or removed, once: an answer in time, or a process that dies. */
type Moment = 'writing' | 'written' | 'removing' | 'removed'
const beside: { [moment in Moment]?: (() => Promise<unknown>) | undefined } = {}
function watchedFiles(): Files {
  const kept = memoryFiles()
  const once = async (moment: Moment) => {
    const happens = beside[moment]
    beside[moment] = undefined
    await happens?.()
  }
  return {
    ...kept,
    async put(key, bytes) {
      await once('writing')
      await kept.put(key, bytes)
      await once('written')
    },
    async remove(key) {
      await once('removing')
      await kept.remove(key)
      await once('removed')
    },
  }
}
const dies = () => Promise.reject(new Error('the process died'))

describe.each(inject('servers'))('pictures of sheets, on %s', async (_, serverUrl) => {
  const { pool, clock, files, shop, stop } = await openOptics(serverUrl, watchedFiles())
  afterAll(stop)
  beforeEach(async () => {
    Object.assign(beside, { writing: undefined, written: undefined, removing: undefined, removed: undefined })
    await pool.query('delete from optics.person_key')
  })
  const keys = sqlPersonKeys(pool, wrappingKey(settings.OPTICS_KEY), randomBytes)
  const [configurations, scans] = [sqlConfigurationStore(pool, keys, randomIds), sealedScans(pool, keys, files)]
  const client = createClient(OpticsService, shop.peer('optics'))
  const configure = async (accountId = '') => {
    const powers = { source: { case: 'sheet' as const, value: { ...sheet, pdFar: '66' } } }
    const configurationId = randomIds()
    const { result } = await client.configure({ configurationId, accountId, variantId: 'lise', frame, lensId: 'far-160', powers })
    expect(result.case).toBe('configuration')
    return configurationId
  }
  const moved = (id: string, state: string) =>
    pool.query(`update optics.configuration set state = $2, order_id = 'o', ordered_at = now() where id = $1`, [id, state])
  const filesOf = (id: string) => files.list(`optics/scans/${id}`)
  const fileOf = async (id: string) => (await filesOf(id)).length > 0
  const keysOf = async (personId: string) => (await pool.query('select from optics.person_key where account_id = $1', [personId])).rowCount
  const hasScan = async (configurationId: string) => (await client.getConfiguration({ configurationId })).hasScan
  const runJobs = async () => {
    for (const job of shop.running.get('optics')!.jobs!) await job.run()
  }
  const after = async (days: number, happens: () => Promise<unknown>) => {
    clock.advance(days * day)
    await happens().finally(() => clock.advance(-days * day))
  }

  test('a picture that comes when its glasses are gone leaves no file, and no key of whoever is gone', async () => {
    const accountId = randomIds()
    const id = await configure(accountId)
    const read = (await configurations.find(id))!
    await client.forget({ accountId })
    expect(await scans.put(read, pdf, 'application/pdf')).toBe(false)
    expect([await fileOf(id), await keysOf(accountId)]).toEqual([false, 0])
  })

  test.each(['writing', 'written', 'removed'] as const)('nor does one whose person goes at the moment %s', async (moment) => {
    const accountId = randomIds()
    const configurationId = await configure(accountId)
    const send = () => client.putScan({ configurationId, accountId, bytes: pdf })
    const forget = () => client.forget({ accountId })
    beside[moment] = moment === 'removed' ? send : forget
    if (moment === 'removed') await forget()
    else await expect(send()).rejects.toMatchObject({ code: Code.NotFound })
    expect([await fileOf(configurationId), await keysOf(accountId)]).toEqual([false, 0])
  })

  test('whoever ordered glasses of another account takes those along when they are forgotten, and nothing else of that account', async () => {
    const [owner, buyer] = [randomIds(), randomIds()]
    const [bought, typed, kept] = [await configure(owner), await configure(), await configure(owner)]
    for (const configurationId of [bought, kept]) await client.putScan({ configurationId, accountId: owner, bytes: pdf })
    await client.putScan({ configurationId: typed, bytes: pdf })
    const buying = `update optics.configuration set facts = facts || jsonb_build_object('customerId', $2::text) where id = $1`
    for (const id of [bought, typed]) {
      await moved(id, 'submitted')
      await pool.query(buying, [id, buyer])
    }
    await client.forget({ accountId: buyer })
    expect([await fileOf(bought), await fileOf(typed), await keysOf(`guest ${typed}`)]).toEqual([false, false, 0])
    await expect(client.getConfiguration({ configurationId: bought })).rejects.toMatchObject({ code: Code.NotFound })
    expect([await keysOf(owner), await hasScan(kept), await fileOf(kept)]).toEqual([1, true, true])
  })

  test('one that travels while an optician decides is not taken: the picture that was decided by stays', async () => {
    const id = await configure()
    await client.putScan({ configurationId: id, bytes: pdf })
    const decided: typeof scans = {
      ...scans,
      async put(...picture) {
        await moved(id, 'verified')
        return scans.put(...picture)
      },
    }
    const sent = { configurationId: id, orderId: '', accountId: '', bytes: png }
    expect(await putScan({ configurations, scans: decided }, sent)).toEqual({ outcome: 'not-asked', state: 'verified' })
    expect(Buffer.from((await client.getScan({ configurationId: id })).bytes)).toEqual(Buffer.from(pdf))
  })

  test('two at once leave one, which is told by what it is', async () => {
    const configurationId = await configure()
    beside.written = () => client.putScan({ configurationId, bytes: png })
    await client.putScan({ configurationId, bytes: pdf })
    const { bytes, contentType } = await client.getScan({ configurationId })
    expect([Buffer.from(bytes), contentType]).toEqual([Buffer.from(png), 'image/png'])
    expect(await filesOf(configurationId)).toHaveLength(1)
  })

  test('a process that dies over a file leaves none for longer than its glasses', async () => {
    const configurationId = await configure()
    beside.written = dies
    await expect(client.putScan({ configurationId, bytes: pdf })).rejects.toBeInstanceOf(Error)
    expect(await fileOf(configurationId)).toBe(true)
    beside.removing = dies
    await after(8, () => expect(runJobs()).rejects.toThrow('died'))
    expect(await fileOf(configurationId)).toBe(true)
    await after(91, runJobs)
    expect(await fileOf(configurationId)).toBe(false)
  })

  test('glasses nobody orders keep their picture for a week; those that are ordered keep theirs', async () => {
    const [drafted, ordered] = [await configure(), await configure()]
    for (const configurationId of [drafted, ordered]) await client.putScan({ configurationId, bytes: pdf })
    await moved(ordered, 'submitted')
    await after(6, runJobs)
    expect(await fileOf(drafted)).toBe(true)
    await after(8, runJobs)
    expect([await fileOf(drafted), await hasScan(drafted)]).toEqual([false, false])
    expect([await fileOf(ordered), await hasScan(ordered)]).toEqual([true, true])
    expect((await client.putScan({ configurationId: drafted, bytes: png })).result.case).toBe('kept')
  })

  test('a draft that is dropped takes its picture along, also one that comes between; ordered glasses and those of somebody else stay', async () => {
    const accountId = randomIds()
    const [drafted, own, ordered] = [await configure(), await configure(accountId), await configure()]
    for (const id of [drafted, ordered]) await client.putScan({ configurationId: id, bytes: pdf })
    await client.putScan({ configurationId: own, accountId, bytes: pdf })
    await moved(ordered, 'submitted')
    beside.removed = () => client.putScan({ configurationId: drafted, bytes: png })
    for (const configurationId of [drafted, drafted, own, ordered]) await client.dropDraft({ configurationId })
    expect([await fileOf(drafted), await keysOf(`guest ${drafted}`)]).toEqual([false, 0])
    await expect(client.getConfiguration({ configurationId: drafted })).rejects.toMatchObject({ code: Code.NotFound })
    expect([await fileOf(own), await hasScan(own), await fileOf(ordered), await hasScan(ordered)]).toEqual([true, true, true, true])
    beside.removing = dies
    await expect(client.dropDraft({ configurationId: own, accountId })).rejects.toBeInstanceOf(Error)
    await client.dropDraft({ configurationId: own, accountId })
    expect(await fileOf(own)).toBe(false)
  })

  test.each([
    [8, 'pictures go'],
    [91, 'what nobody ordered goes'],
  ] as const)('glasses that are ordered after %i days, while %s, keep their picture', async (days, _) => {
    const both = [await configure(), await configure()]
    for (const configurationId of both) await client.putScan({ configurationId, bytes: pdf })
    beside.removing = () =>
      pool.query(`update optics.configuration set state = 'submitted', order_id = 'o', ordered_at = now() where scan_type <> ''`)
    await after(days, runJobs)
    expect((await Promise.all(both.map(fileOf))).toSorted()).toEqual([false, true])
    const isShown = (id: string) => hasScan(id).catch(() => false)
    expect(await Promise.all(both.map(isShown))).toEqual(await Promise.all(both.map(fileOf)))
  })

  const decide = (configurationId: string, seen: number) =>
    client.decide({ configurationId, decision: 'verify', actorId: 'an optician', seen }).then(({ result }) => result)
  const seenOf = async (configurationId: string) => (await client.openConfiguration({ configurationId })).configuration!.version
  const pictureOf = async (configurationId: string) => Buffer.from((await client.getScan({ configurationId })).bytes).toString('latin1')
  const submitted = async () => {
    const configurationId = await configure()
    await client.putScan({ configurationId, bytes: pdf })
    await moved(configurationId, 'submitted')
    return configurationId
  }

  test.each(['writing', 'written'] as const)(
    'what is decided at the moment %s of another picture is about the one that was seen',
    async (moment) => {
      const configurationId = await submitted()
      beside[moment] = async () => {
        const seen = await seenOf(configurationId)
        expect(await pictureOf(configurationId)).toBe(Buffer.from(pdf).toString('latin1'))
        expect((await decide(configurationId, seen)).case).toBe('decided')
      }
      const { result } = await client.putScan({ configurationId, orderId: 'o', bytes: png })
      expect(result).toMatchObject({ case: 'notAsked', value: { state: 'verified' } })
      expect(await pictureOf(configurationId)).toBe(Buffer.from(pdf).toString('latin1'))
      expect(await filesOf(configurationId)).toHaveLength(1)
    },
  )

  test('glasses whose picture was replaced since they were opened are not decided, until they are looked at again', async () => {
    const configurationId = await submitted()
    const seen = await seenOf(configurationId)
    await client.putScan({ configurationId, orderId: 'o', bytes: png })
    expect(await decide(configurationId, seen)).toMatchObject({ case: 'refused', value: { why: 'replaced', state: 'submitted' } })
    expect(await filesOf(configurationId)).toHaveLength(1)
    expect((await decide(configurationId, await seenOf(configurationId))).case).toBe('decided')
  })

  test('what an optician asks about a picture, in the moment it is there, is not answered by that picture, and by the next one', async () => {
    const configurationId = randomIds()
    const powers = { source: { case: 'picture' as const, value: {} } }
    await client.configure({ configurationId, variantId: 'lise', frame, lensId: 'far-160', powers })
    await client.putScan({ configurationId, bytes: pdf })
    await moved(configurationId, 'submitted')
    // The one before goes once the other is shown.
    beside.removing = async () =>
      client.decide({
        ...{ configurationId, decision: 'ask', reason: 'unreadable', actorId: 'an optician' },
        seen: await seenOf(configurationId),
      })
    const send = () => client.putScan({ configurationId, orderId: 'o', bytes: png })
    expect((await send()).result).toMatchObject({ case: 'kept', value: { state: 'asked' } })
    expect((await send()).result).toMatchObject({ case: 'kept', value: { state: 'submitted', toRead: true } })
    expect((await client.getConfiguration({ configurationId })).steps.map(({ what }) => what)).toEqual(['asked', 'corrected'])
  })

  test('of an optician who decides while pictures arrive, what is decided about is what was seen', async () => {
    for (let round = 0; round < 30; round++) {
      const configurationId = await submitted()
      const seen = await seenOf(configurationId)
      const send = (text: string) => client.putScan({ configurationId, orderId: 'o', bytes: bytesOf(`%PDF-1.7 ${text}`) })
      const [decided, ...sent] = await Promise.all([decide(configurationId, seen), send('second'), send('third')])
      const isFirst = (await pictureOf(configurationId)) === Buffer.from(pdf).toString('latin1')
      expect({ isDecided: decided.case === 'decided', isFirst }).toEqual({ isDecided: isFirst, isFirst })
      if (isFirst) expect(sent.map(({ result }) => result.case)).toEqual(['notAsked', 'notAsked'])
      expect(await filesOf(configurationId)).toHaveLength(1)
    }
  })
})
