import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { openSockets } from './open-sockets.ts'

const socket = (readyState = 1) => Object.assign(new EventEmitter(), { OPEN: 1, readyState })

test('sockets of an address are counted until they close, once each', () => {
  const { enter } = openSockets()
  const first = socket()
  expect([enter('a', first), enter('a', socket()), enter('b', socket())]).toEqual([1, 2, 1])
  first.emit('close')
  first.emit('close')
  expect(enter('a', socket())).toBe(2)
})

test('one that is closing when its cookie was read does not talk the count down', () => {
  const { enter } = openSockets()
  enter('a', socket())
  const closing = socket(2)
  expect(enter('a', closing)).toBeUndefined()
  closing.emit('close')
  expect(enter('a', socket())).toBe(2)
})
