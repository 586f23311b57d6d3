import { BlockList } from 'node:net'

/** Finds the caller's address. `peer` is the other end of the socket, `forwarded` the header `X-Forwarded-For`. */
export type ClientAddress = (peer: string, forwarded: string | string[] | undefined) => string

/**
 * A forwarded address counts only when the socket ends at a proxy we trust: its last entry that is not itself such a proxy.
 * `trusted`: addresses or networks (`10.0.0.0/8`), or the word `loopback`, separated by commas; empty trusts nobody.
 * Throws on anything else, so that a typing error does not open the door.
 */
export function clientAddress(trusted: string): ClientAddress {
  const proxies = new BlockList()
  for (const entry of trusted.split(',').map((text) => text.trim())) {
    if (entry === '') continue
    if (entry === 'loopback') {
      proxies.addSubnet('127.0.0.0', 8)
      proxies.addAddress('::1', 'ipv6')
      continue
    }
    const [network = '', bits] = entry.split('/')
    const family = network.includes(':') ? 'ipv6' : 'ipv4'
    if (bits === undefined) proxies.addAddress(network, family)
    else proxies.addSubnet(network, Number(bits), family)
  }
  const trustsNobody = trusted.trim() === ''
  const isTrusted = (address: string) => {
    if (trustsNobody) return false
    try {
      return proxies.check(address, address.includes(':') ? 'ipv6' : 'ipv4')
    } catch {
      return false // not an address, so no proxy of ours
    }
  }
  return (peer, forwarded) => {
    const plain = addressIn(peer)
    if (!isTrusted(plain) || forwarded === undefined) return plain
    const chain = String(forwarded)
      .split(',')
      .map((text) => addressIn(text.trim()))
    const last = chain.findLast((address) => address !== '' && !isTrusted(address))
    return last !== undefined && last.length <= 45 ? last : plain
  }
}

/** Without what some balancers write with it, the port of a connection and the brackets of IPv6; an IPv4 address as such. */
const addressIn = (text: string): string =>
  text
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
