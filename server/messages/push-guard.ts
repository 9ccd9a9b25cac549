// A phone names the address we call (abuse case 20): only push services that are known, over https, never an address inside our own network.
import { createECDH } from 'node:crypto'
import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const closedNets = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) closedNets.addSubnet(net, bits, 'ipv4')
const openNet = new BlockList()
openNet.addSubnet('2000::', 3, 'ipv6')
// Inside 2000::/3 and yet no address of the open network, or one that wraps an IPv4 address.
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) closedNets.addSubnet(net, bits, 'ipv6')

/** True for what lies in the open network; everything reserved, private, mapped or unreadable is not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !closedNets.check(address, 'ipv4')
  return version === 6 && openNet.check(address, 'ipv6') && !closedNets.check(address, 'ipv6')
}

/** A lookup for a connection: refuses when any address of the name is not public, and connects to exactly what was looked at. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { all: true, family: options.family ?? 0 }, (error, addresses) => {
    if (error) return callback(error, '', 0)
    const [first] = addresses
    if (!first || addresses.some(({ address }) => !isPublicAddress(address))) return callback(Object.assign(new Error('a push service in a private network'), { code: 'EPRIVATE' }), '', 0)
    if (options.all) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}

function isNamed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern))
}

/** Whether we would call this address. `loopback`: tests, a push service on this machine. */
export function isPushEndpoint(endpoint: string, allowed: readonly string[], loopback: boolean): boolean {
  if (!URL.canParse(endpoint) || endpoint.length > 1000) return false
  const url = new URL(endpoint)
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false
  if (loopback && url.protocol === 'http:' && url.hostname === '127.0.0.1') return true
  return url.protocol === 'https:' && url.port === '' && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && isNamed(url.hostname, allowed)
}

/** 65 octets that are a point of the curve, and 16 octets. */
export function areSubscriberKeys(p256dh: string, auth: string): boolean {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(p256dh) || !/^[A-Za-z0-9_-]+={0,2}$/.test(auth)) return false
  const point = Buffer.from(p256dh, 'base64url')
  if (point.length !== 65 || point[0] !== 4 || Buffer.from(auth, 'base64url').length !== 16) return false
  try {
    const probe = createECDH('prime256v1')
    probe.generateKeys()
    probe.computeSecret(point)
    return true
  } catch {
    return false
  }
}
