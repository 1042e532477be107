import { describe, expect, test } from 'vitest';
import { clusterAddressOf, isForCluster } from './address.ts';

const open = { username: undefined, password: undefined, isEncrypted: false };

describe('the address of a cluster', () => {
  test.each([
    ['redis-cluster://one:7000', { ...open, nodes: [{ host: 'one', port: 7000 }] }],
    ['redis-cluster://one/', { ...open, nodes: [{ host: 'one', port: 6379 }] }],
    [
      'redis-cluster://:secret@10.0.0.1:7000,[::1]:7001,two.example.org/',
      {
        ...open,
        password: 'secret',
        nodes: [
          { host: '10.0.0.1', port: 7000 },
          { host: '::1', port: 7001 },
          { host: 'two.example.org', port: 6379 },
        ],
      },
    ],
    [
      'rediss-cluster://holdfast:p%40ss@one:7000',
      { username: 'holdfast', password: 'p@ss', isEncrypted: true, nodes: [{ host: 'one', port: 7000 }] },
    ],
  ])('%s is read', (url, address) => {
    expect(isForCluster(url)).toBe(true);
    expect(clusterAddressOf(url)).toEqual(address);
  });

  test.each([
    'redis-cluster://',
    'redis-cluster://one:7000,',
    'redis-cluster://one:7000,redis://two:7001',
    'redis-cluster://one:70000',
    'redis-cluster://one:7000/1',
    'redis-cluster://one:7000?db=1',
    'redis-cluster://:%@one:7000',
  ])('%s is refused', (url) => {
    expect(clusterAddressOf(url)).toBeNull();
  });

  test('is told from that of a single Redis', () => {
    expect(isForCluster('redis://one:6379')).toBe(false);
    expect(clusterAddressOf('redis://one:6379')).toBeNull();
  });
});
