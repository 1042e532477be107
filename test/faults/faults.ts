import { archiveKilled } from './archive-killed.ts';
import { archiveStopped } from './archive-stopped.ts';
import { badNetwork } from './bad-network.ts';
import { diskFull } from './disk-full.ts';
import type { Fault } from './fault.ts';
import { feedCut } from './feed-cut.ts';
import { framesMangled } from './frames-mangled.ts';
import { hostileBodies } from './hostile-bodies.ts';
import { lateEvents } from './late-events.ts';
import { mailTrouble } from './mail-trouble.ts';
import { noisySource } from './noisy-source.ts';
import { nudgeTimes } from './nudge-times.ts';
import { overload } from './overload.ts';
import { postgresDown } from './postgres-down.ts';
import { rebuilt } from './rebuilt.ts';
import { redisFull } from './redis-full.ts';
import { redisKilled } from './redis-killed.ts';
import { senderKilled } from './sender-killed.ts';
import { sentThrice } from './sent-thrice.ts';
import { serverKilled } from './server-killed.ts';
import { slowSenders } from './slow-senders.ts';
import { slowViewers } from './slow-viewers.ts';
import { rightsGone } from './rights-gone.ts';
import { viewersLeft } from './viewers-left.ts';
import { viewersReturn } from './viewers-return.ts';
import { workerStopped } from './worker-stopped.ts';

/** All of them, in the order in which they are run. */
export const faults: readonly Fault[] = [
  redisKilled,
  serverKilled,
  archiveKilled,
  workerStopped,
  archiveStopped,
  postgresDown,
  sentThrice,
  badNetwork,
  redisFull,
  diskFull,
  hostileBodies,
  slowSenders,
  overload,
  noisySource,
  lateEvents,
  feedCut,
  rebuilt,
  senderKilled,
  mailTrouble,
  nudgeTimes,
  viewersLeft,
  viewersReturn,
  framesMangled,
  slowViewers,
  rightsGone,
];
