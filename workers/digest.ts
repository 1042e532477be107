import type { Logger } from 'pino';
import { type StaffMember, staffOf } from '#db/postgres/accounts.ts';
import { type Database, asTenant, takeTime } from '#db/postgres/connect.ts';
import { digestFigures, digestOf, isOursToTell, noteTold, zoneOfMost } from '#db/postgres/digests.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { allTenants } from '#db/postgres/tenants.ts';
import { unsubscribeSecret, unsubscribeToken } from '#db/unsubscribe.ts';
import { digestSince, isDigestDue, usualDigest } from '#engagement/digest.ts';
import { digestMail } from './digest-mail.ts';
import { type SendMail, mailTrouble } from './mail.ts';

/** A mail server gives up on its own long before; until then the transaction holds nothing but the turn of this person. */
const sendMaxMs = 60_000;
/** After a mail was not taken, the person is tried again this much later, doubling up to the second figure. */
const againAfterMs = 60_000;
const againAfterMaxMs = 3_600_000;

export interface DigestMailer {
  send: SendMail;
  /** The public address, to which the mail links. */
  origin: string;
  /** Whose mail was not taken, how often, and when to try again. As many as there are staff at most. */
  refused: Map<string, { tries: number; notBefore: number }>;
}

/**
 * Sends every digest that is due and returns how many. A mail is noted in the transaction that was open while it
 * was handed over: a worker that dies between the two leaves it due, and it is sent once more within a minute.
 */
export async function sendDigests(
  db: Database,
  mailer: DigestMailer,
  log: Logger,
  now: number,
): Promise<number> {
  const secret = await sharedSecret(db, unsubscribeSecret);
  let sent = 0;
  for (const tenant of await allTenants(db)) {
    const timeZone = await asTenant(db, tenant, (tx) => zoneOfMost(tx, tenant));
    for (const person of await staffOf(db, tenant)) {
      const key = `${tenant} ${person.id}`;
      const refused = mailer.refused.get(key);
      if (refused && refused.notBefore > now) continue;
      try {
        if (await sendDigest(db, mailer, secret, tenant, timeZone, person, new Date(now))) sent++;
        mailer.refused.delete(key);
      } catch (error) {
        const tries = (refused?.tries ?? 0) + 1;
        const waitMs = Math.min(againAfterMaxMs, againAfterMs * 2 ** (tries - 1));
        mailer.refused.set(key, { tries, notBefore: now + waitMs });
        log.warn({ tenant, person: person.id, tries, ...mailTrouble(error) }, 'a digest could not be sent');
      }
    }
  }
  return sent;
}

async function sendDigest(
  db: Database,
  { send, origin }: DigestMailer,
  secret: string,
  tenant: string,
  timeZone: string,
  { id: user, email, role, tenantName }: StaffMember,
  now: Date,
): Promise<boolean> {
  return asTenant(db, tenant, async (tx) => {
    const usual = { every: usualDigest(role), toldUntil: null };
    if (!isDigestDue((await digestOf(tx, tenant, user)) ?? usual, timeZone, now)) return false;
    if (!(await isOursToTell(tx, tenant, user))) return false;
    // Another worker may have told them while we waited for a connection.
    const { every, toldUntil } = (await digestOf(tx, tenant, user)) ?? usual;
    if (!isDigestDue({ every, toldUntil }, timeZone, now)) return false;

    const figures = await digestFigures(tx, tenant, digestSince(every, toldUntil, now));
    // All is quiet: a mail that says so every morning teaches not to read them.
    const isSilent = figures.cohorts.length === 0;
    if (!isSilent) {
      await takeTime(tx, sendMaxMs);
      const token = unsubscribeToken(secret, 'digest', tenant, user);
      await send({
        to: email,
        ...digestMail(figures, { every, origin, tenant: tenantName, now }),
        id: `digest.${user}.${toldUntil?.getTime() ?? 0}`,
        unsubscribe: `${origin}/v1/digest/unsubscribe?token=${token}`,
      });
    }
    await noteTold(tx, tenant, user, every, now);
    return !isSilent;
  });
}
