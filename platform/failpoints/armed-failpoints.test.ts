import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { armedFailpoints, failOnceAt } from './armed-failpoints.ts'

test('a failpoint throws the first time its name is reached, and only its name', async () => {
  const failpoint = failOnceAt('orders.place.after-commit')
  await failpoint('orders.place.before-commit')
  await expect(failpoint('orders.place.after-commit')).rejects.toThrow('failpoint orders.place.after-commit')
  await failpoint('orders.place.after-commit')
})

test('a setting arms several', async () => {
  const failpoint = armedFailpoints('a.b:throw, c.d:delay:30')
  await expect(failpoint('a.b')).rejects.toThrow('failpoint a.b')
  const before = performance.now()
  await failpoint('c.d')
  expect(performance.now() - before).toBeGreaterThan(25)
})

test('kill ends the process at that very line', async () => {
  const script = `
    const { armedFailpoints } = await import('${new URL('armed-failpoints.ts', import.meta.url).href}')
    await armedFailpoints('here:kill')('here')
    console.log('still alive')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect([code, signal, said]).toEqual([null, 'SIGKILL', ''])
})

test.each(['', 'a', 'a:explode', 'a:delay', 'a:kill,', 'a:delay:soon'])('a setting that means nothing is refused: "%s"', (setting) => {
  expect(() => armedFailpoints(setting)).toThrow('VITRINE_FAILPOINTS')
})
