import { useEffect } from 'react'
import { useReadAgain } from './read-again.ts'

/** Without a live connection the page reads again this often (web.md rule 10). */
const againMs = 30_000
/** And this often while a part of the order is not known yet where it is kept: nobody tells when it is. */
const soonMs = 3_000

/**
 * Keeps an order page current: it listens on the topic of the order and reads again when something happens; while the connection is down it
 * reads every 30 s. Answers when it was last read, undefined before the first time.
 */
export function useLiveOrder(orderId: string, ended: boolean, isPartial: boolean): string | undefined {
  const { readAgain, readAt } = useReadAgain()
  useEffect(() => {
    if (!isPartial) return
    const timer = setInterval(readAgain, soonMs)
    return () => clearInterval(timer)
  }, [isPartial, readAgain])
  useEffect(() => {
    if (ended) return
    let live = false
    let stopped = false
    let socket: WebSocket | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let last: string | undefined
    const connect = () => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/ws`)
      socket.addEventListener('open', () => {
        live = true
        socket?.send(JSON.stringify({ type: 'subscribe', topic: `order:${orderId}`, ...(last && { after: last }) }))
      })
      socket.addEventListener('message', (event) => {
        const message = JSON.parse(String(event.data)) as { readonly topic?: string; readonly id?: string }
        if (message.topic !== `order:${orderId}`) return
        last = message.id ?? last
        readAgain()
      })
      socket.addEventListener('close', () => {
        live = false
        if (!stopped) retry = setTimeout(connect, againMs)
      })
    }
    connect()
    const timer = setInterval(() => !live && readAgain(), againMs)
    return () => {
      stopped = true
      clearInterval(timer)
      clearTimeout(retry)
      socket?.close()
    }
  }, [orderId, ended, readAgain])
  return readAt
}
