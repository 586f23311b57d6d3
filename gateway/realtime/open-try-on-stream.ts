import type { FastifyInstance } from 'fastify'
import { clientAddress } from '../guards/client-address.ts'
import { peersOver } from '../peers.ts'
import type { ServerParts } from '../server.ts'
import { ownOrigins } from '../settings.ts'
import { openSockets } from './open-sockets.ts'
import { streamClosing, serveTryOn, type Arrived } from './try-on-stream.ts'
import { whoConnects } from './who-connects.ts'

/** A household or a kiosk; what all of them take together is limited by the places of try-on. */
const mostPerAddress = 4

/** Opens `/ws/try-on`. Registered after `/ws`, which brings the sockets. A stream counts as one upload of its address, another frame for it as one read. */
export function openTryOnStream(app: FastifyInstance, { needs, settings, readToken, jar, limits }: ServerParts): void {
  const peers = peersOver(needs.peer)
  const origins = ownOrigins(settings)
  const addressOf = clientAddress(settings.trustedProxies)
  const open = openSockets()
  app.get('/ws/try-on', { websocket: true }, async (socket, { headers, socket: { remoteAddress = '' } }) => {
    const early: Arrived[] = []
    const keep = (data: Buffer, isBinary: boolean) => void (early.length < 4 && early.push({ data, isBinary }))
    socket.on('message', keep) // what comes while the cookie is read is not lost
    const who = await whoConnects(headers, { origins, jar, readToken })
    if (who.outcome === 'foreign-page') return socket.close(streamClosing.foreignPage, 'foreign origin')
    if (who.outcome !== 'known') return socket.close(streamClosing.unauthorised, 'unauthorised')
    socket.off('message', keep)
    const address = addressOf(remoteAddress, headers['x-forwarded-for'])
    const ofAddress = open.enter(address, socket)
    if (ofAddress === undefined) return // gone while its cookie was read
    const mayBegin = async () => ofAddress <= mostPerAddress && !(await limits.take('upload', address)).refusal
    const mayAsk = async () => !(await limits.take('read', address)).refusal
    serveTryOn(socket, { peers, readToken, log: needs.log, streamId: needs.ids(), mayBegin, mayAsk, early })
  })
}
