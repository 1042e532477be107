import type { Database } from '#db/postgres/connect.ts';
import type { PushSubscription } from '#db/postgres/push-subscriptions.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { unsubscribeSecret } from '#db/unsubscribe.ts';
import { vapidKeys } from '#db/vapid.ts';
import type { SendMail } from '../mail.ts';
import type { Carry } from './channel.ts';
import { type MailTarget, byMail } from './email.ts';
import { type PostOutside, openOutside } from './outside.ts';
import { byPush } from './push.ts';
import { type WebhookTarget, byWebhook } from './webhook.ts';

/** By what a nudge may leave the house. */
export interface Channels {
  /** Null without a mail server. */
  email: Carry<MailTarget> | null;
  push: Carry<PushSubscription>;
  webhook: Carry<WebhookTarget>;
  /** For what is no nudge: the test of a hook. */
  post: PostOutside;
  close: () => void;
}

export interface ChannelSettings {
  /** Null without a mail server. */
  mail: { send: SendMail; from: string } | null;
  origin: string;
  vapidPrivateKey: string | null;
  allowsLoopback: boolean;
}

export async function openChannels(
  db: Database,
  { mail, origin, vapidPrivateKey, allowsLoopback }: ChannelSettings,
): Promise<Channels> {
  const { post, close } = openOutside({ allowsLoopback });
  const secret = await sharedSecret(db, unsubscribeSecret);
  const keys = await vapidKeys(db, vapidPrivateKey);
  return {
    email: mail && byMail(mail.send, origin, secret),
    push: byPush(post, keys, contactOf(origin, mail?.from ?? null)),
    webhook: byWebhook(post),
    post,
    close,
  };
}

/** Whom a push service may turn to. It takes a secure address or that of a mailbox. */
function contactOf(origin: string, from: string | null): string {
  if (origin.startsWith('https:')) return origin;
  const address = /[^\s<>@]+@[^\s<>@]+/.exec(from ?? '')?.[0];
  return `mailto:${address ?? 'holdfast@localhost'}`;
}
