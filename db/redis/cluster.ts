import { Cluster, type Redis } from 'ioredis';
import type { ClusterAddress } from './address.ts';

/** How soon a shard is found that moved to another node, or a node that took over for another. */
const lookAtSlotsEveryMs = 1_000;

/** Opens a cluster whose every node is held like the one connection to a single Redis. */
export function openCluster(
  address: ClusterAddress,
  limits: { connectTimeout: number; commandTimeout: number; maxRetriesPerRequest: number },
  reconnectAfterMs: number,
): Cluster {
  // False while none of the nodes we know answers: then they are given up, and we begin anew at those of the address.
  let isFound = false;
  const cluster = new Cluster(address.nodes, {
    clusterRetryStrategy: () => reconnectAfterMs,
    clusterNodeRetryStrategy: () => (isFound ? reconnectAfterMs : null),
    enableOfflineQueue: false,
    // What fails is said at once, as by a single Redis, rather than asked again of a node that does not have it.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    redisOptions: { ...limits, ...credentialsOf(address) },
    // Certificates are made out to names, which must not be replaced by the numbers they stand for.
    ...(address.isEncrypted && { dnsLookup: (host, found) => found(null, host) }),
  });
  // By itself a node is connected with the first command, and refuses all that come until it is.
  const connect = (node: Redis) => {
    if (isFound && node.status === 'wait') node.connect().catch(() => {});
  };
  cluster.on('+node', connect);
  cluster.on('ready', () => {
    isFound = true;
    for (const node of cluster.nodes()) connect(node);
  });
  cluster.on('close', () => {
    isFound = false;
  });
  const looking = setInterval(() => {
    if (cluster.status !== 'ready') return;
    cluster.refreshSlotsCache((error) => {
      isFound = error?.name !== 'ClusterAllFailedError';
    });
  }, lookAtSlotsEveryMs);
  cluster.once('end', () => clearInterval(looking));
  return cluster;
}

/** What each node is told when it is connected. */
export function credentialsOf({ username, password, isEncrypted }: ClusterAddress): {
  username?: string;
  password?: string;
  tls?: Record<string, never>;
} {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isEncrypted && { tls: {} }),
  };
}
