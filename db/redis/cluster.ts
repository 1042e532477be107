import { Cluster, type Redis } from 'ioredis';
import type { ClusterAddress } from './address.ts';

/** How soon a shard is found that moved to another node, or a node that took over for another. */
const lookAtSlotsEveryMs = 1_000;

/** Opens a cluster whose every node is held like the one connection to a single Redis. */
export function openCluster(
  { nodes, username, password, isEncrypted }: ClusterAddress,
  limits: { connectTimeout: number; commandTimeout: number; maxRetriesPerRequest: number },
  reconnectAfterMs: number,
  isListener: boolean,
): Cluster {
  const cluster = new Cluster(nodes, {
    clusterRetryStrategy: () => reconnectAfterMs,
    clusterNodeRetryStrategy: () => reconnectAfterMs,
    enableOfflineQueue: false,
    // What fails is said at once, as by a single Redis, rather than asked again of a node that does not have it.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: lookAtSlotsEveryMs,
    // A feed is told only at the node that has it.
    shardedSubscribers: isListener,
    redisOptions: {
      ...limits,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(isEncrypted && { tls: {} }),
    },
    // Certificates are made out to names, which must not be replaced by the numbers they stand for.
    ...(isEncrypted && { dnsLookup: (host, found) => found(null, host) }),
  });
  // By itself a node is connected with the first command, and refuses all that come until it is.
  cluster.on('+node', (node: Redis) => {
    if (node.status === 'wait') node.connect().catch(() => {});
  });
  return cluster;
}
