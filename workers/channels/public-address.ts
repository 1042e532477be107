import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Whether an address is one of the open Internet. What others may make us ask must not be within our own network: not a
 * store, not a neighbour, not the address at which clouds tell a machine its secrets.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address);
  return isIPv6(address) && open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/** Of IPv6 only what is given out for the Internet at large; what stands for an IPv4 address lies outside or is closed. */
const open = new BlockList();
open.addSubnet('2000::', 3, 'ipv6');

const closed = new BlockList();
const closedV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Groups, what is reserved, and everybody.
  ['224.0.0.0', 3],
];
const closedV6: [string, number][] = [
  // Tunnels and registries, 6to4, and what documents use.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
for (const [net, prefix] of closedV4) closed.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of closedV6) closed.addSubnet(net, prefix, 'ipv6');
