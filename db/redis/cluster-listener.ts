import { EventEmitter } from 'node:events';
import type { Cluster, Redis } from 'ioredis';
import { slotOf } from './shards.ts';

/** How many topics may be listened to is limited by the sockets of a server: thirty each. */
interface Channel {
  how: 'subscribe' | 'ssubscribe';
  /** The line that hears it or is about to; null while none does. */
  line: Redis | null;
}

/**
 * Listens to a cluster: each channel at the node that has its slot, over one line to each node.
 * ioredis has the like, which asks for the slots some two hundred times a second while a node is
 * away, and stays deaf once all of them were.
 */
export class ClusterListener extends EventEmitter {
  /** Knows which node has which slot; nothing is listened to over it. */
  readonly map: Cluster;
  readonly #open: (host: string, port: number) => Redis;
  readonly #lines = new Map<string, Redis>();
  readonly #channels = new Map<string, Channel>();

  constructor(map: Cluster, open: (host: string, port: number) => Redis) {
    super();
    this.map = map;
    this.#open = open;
    map.on('refresh', () => this.#follow());
  }

  get lines(): Redis[] {
    return [...this.#lines.values()];
  }

  /** What is said to every node is heard at one, as if it were said there alone. */
  async subscribe(channel: string): Promise<void> {
    await this.#add(channel, 'subscribe');
  }

  async ssubscribe(channel: string): Promise<void> {
    await this.#add(channel, 'ssubscribe');
  }

  async sunsubscribe(channel: string): Promise<void> {
    const line = this.#channels.get(channel)?.line;
    this.#channels.delete(channel);
    await line?.sunsubscribe(channel);
  }

  disconnect(): void {
    for (const line of this.lines) line.disconnect();
    this.map.disconnect();
  }

  async #add(name: string, how: Channel['how']): Promise<void> {
    const channel = { how, line: null };
    this.#channels.set(name, channel);
    try {
      await this.#hear(name, channel, this.#lineFor(name));
    } catch (error) {
      if (this.#channels.get(name) === channel) this.#channels.delete(name);
      throw error;
    }
  }

  async #hear(name: string, channel: Channel, line: Redis | undefined): Promise<void> {
    if (line?.status !== 'ready') throw new Error('Connection is closed.');
    channel.line = line;
    try {
      await line[channel.how](name);
    } catch (error) {
      if (channel.line === line) channel.line = null;
      throw error;
    }
  }

  #lineFor(channel: string): Redis | undefined {
    return this.#lines.get(this.map.slots[slotOf(channel)]?.[0] ?? '');
  }

  /** Opens lines to nodes that came, lets go of those that went, and moves what moved between them. */
  #follow(): void {
    const nodes = new Map(
      this.map.nodes('master').map(({ options: { host, port } }) => [`${host}:${port}`, { host, port }]),
    );
    for (const [name, line] of this.#lines) {
      if (nodes.has(name)) continue;
      this.#lines.delete(name);
      line.disconnect();
    }
    for (const [name, { host = '', port = 0 }] of nodes) {
      if (!this.#lines.has(name)) this.#lines.set(name, this.#openLine(host, port));
    }
    void this.#settle();
  }

  #openLine(host: string, port: number): Redis {
    const line = this.#open(host, port);
    for (const event of ['message', 'smessage'] as const)
      line.on(event, (channel: string, message: string) => this.emit(event, channel, message));
    line.on('ready', () => void this.#settle());
    // A slot that moves away takes its channels along without a word of which; all of them are asked for again.
    for (const event of ['close', 'moved']) line.on(event, () => this.#forget(line));
    return line;
  }

  #forget(line: Redis): void {
    for (const channel of this.#channels.values()) if (channel.line === line) channel.line = null;
  }

  /** Hears again what no line hears, or the wrong one. What cannot be heard now is tried when the slots are looked at next. */
  async #settle(): Promise<void> {
    const hearing: Promise<void>[] = [];
    for (const [name, channel] of this.#channels) {
      const line = this.#lineFor(name);
      if (line?.status !== 'ready' || channel.line === line) continue;
      if (channel.how === 'subscribe') channel.line?.unsubscribe(name).catch(() => {});
      hearing.push(this.#hear(name, channel, line));
    }
    const results = await Promise.allSettled(hearing);
    if (results.some(({ status }) => status === 'fulfilled')) this.emit('ready');
  }
}
