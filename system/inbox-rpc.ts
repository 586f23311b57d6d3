import type { ServiceImpl } from '@connectrpc/connect'
import type { InboxService } from '@vitrine/contracts/inbox/v1'
import type { Inbox } from '@vitrine/platform/events/inbox'

/** Where events arrive for one service, from this process or another. */
export const inboxRpc = (inbox: Inbox): ServiceImpl<typeof InboxService> => ({
  async deliver({ events }) {
    await inbox.accept(events.map(({ id, type, key, bodyJson }) => ({ id, type, key, body: JSON.parse(bodyJson) as unknown })))
    return {}
  },
})
