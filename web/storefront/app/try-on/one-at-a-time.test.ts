import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

function doorway() {
  const [started, closed]: [string[], string[]] = [[], []]
  const start = (name: string) => {
    started.push(name)
    return { name, close: () => void closed.push(name) }
  }
  return { started, closed, start, door: oneAtATime<{ name: string; close(): void }>() }
}

test('what is closed while it is being prepared is never started', async () => {
  const { door, start, started } = doorway()
  let ready = (_: string) => {}
  const opening = door.open(() => new Promise<string>((now) => (ready = now)), start)
  door.close()
  ready('camera')
  await opening
  expect([started, door.current()]).toEqual([[], undefined])
})

test('of two that are opened one after the other only the second starts, in whatever order they are ready', async () => {
  const { door, start, started, closed } = doorway()
  const ready: ((name: string) => void)[] = []
  const prepare = () => new Promise<string>((now) => ready.push(now))
  const both = [door.open(prepare, start), door.open(prepare, start)]
  ready[1]!('second')
  ready[0]!('first')
  await Promise.all(both)
  expect([started, closed, door.current()?.name]).toEqual([['second'], [], 'second'])
  await door.open(async () => 'third', start)
  expect([closed, door.current()?.name]).toEqual([['second'], 'third'])
})

test('a fault is told while somebody waits for it, and not after', async () => {
  const { door, start } = doorway()
  const fails = () => Promise.reject(new Error('away'))
  await expect(door.open(fails, start)).rejects.toThrow('away')
  const opening = door.open(fails, start)
  door.close()
  await expect(opening).resolves.toBeUndefined()
})
