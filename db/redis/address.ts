/** What a `redis-cluster://` address says. */
export interface ClusterAddress {
  /** A few of the nodes: the others are learned from them. */
  nodes: { host: string; port: number }[];
  username: string | undefined;
  password: string | undefined;
  isEncrypted: boolean;
}

const scheme = /^rediss?-cluster:\/\//;
/** Several hosts, which no URL may have, so we read it ourselves. Nothing follows the slash: a cluster has one database. */
const form =
  /^(?<scheme>rediss?)-cluster:\/\/((?<username>[^:@/]*):(?<password>[^:@/]*)@)?(?<nodes>[^@/?#]+)\/?$/;
const node = /^(?<host>\[[\da-f:.]+\]|[\w.-]+)(:(?<port>\d{1,5}))?$/i;
const usualPort = 6379;
const portMax = 65_535;

/** Whether an address means a cluster, well formed or not. */
export function isForCluster(url: string): boolean {
  return scheme.test(url);
}

/** Reads `redis-cluster://[user:password@]host:port[,host:port...]/`; null when it is not of that form. */
export function clusterAddressOf(url: string): ClusterAddress | null {
  const found = form.exec(url)?.groups;
  if (!found) return null;
  const nodes = (found['nodes'] ?? '').split(',').map(nodeOf);
  if (!nodes.every((one) => one !== null)) return null;
  try {
    return {
      nodes,
      username: decoded(found['username']),
      password: decoded(found['password']),
      isEncrypted: found['scheme'] === 'rediss',
    };
  } catch {
    return null; // a stray per cent sign
  }
}

function nodeOf(text: string): { host: string; port: number } | null {
  const found = node.exec(text)?.groups;
  const port = Number(found?.['port'] ?? usualPort);
  if (!found || port > portMax) return null;
  return { host: (found['host'] ?? '').replace(/^\[|\]$/g, ''), port };
}

function decoded(part: string | undefined): string | undefined {
  return part === undefined || part === '' ? undefined : decodeURIComponent(part);
}
