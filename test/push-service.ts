import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Key and certificate of the push service, which is trusted by whoever is told to: it is good for 127.0.0.1 alone. */
export const pushServicePem = join(import.meta.dirname, 'push-service.pem');

export interface Pushed {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A push service on this machine, over TLS as all of them are. `onPush` answers each push; 201 is "taken", null no answer. */
export async function openPushService(onPush: (pushed: Pushed) => number | null) {
  const pem = readFileSync(pushServicePem, 'utf8');
  const server = createServer({ key: pem, cert: pem }, (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const status = onPush({ path, headers, body: Buffer.concat(parts) });
      if (status !== null) response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A browser's half of a subscription, and how it reads what is pushed to it (RFC 8291). */
export function openReader() {
  const pair = createECDH('prime256v1');
  const own = pair.generateKeys();
  const auth = randomBytes(16);
  return {
    p256dh: own.toString('base64url'),
    auth: auth.toString('base64url'),
    read(body: Buffer): string {
      const salt = body.subarray(0, 16);
      const theirs = body.subarray(21, 21 + body.readUInt8(20));
      const sealed = body.subarray(21 + body.readUInt8(20));
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, theirs]);
      const secret = Buffer.from(hkdfSync('sha256', pair.computeSecret(theirs), auth, info, 32));
      const key = hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16);
      const nonce = hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12);
      const opened = createDecipheriv('aes-128-gcm', Buffer.from(key), Buffer.from(nonce));
      opened.setAuthTag(sealed.subarray(-16));
      const text = Buffer.concat([opened.update(sealed.subarray(0, -16)), opened.final()]);
      // The last record ends with a 2, and zeros that hide how long it is.
      return text.subarray(0, text.lastIndexOf(2)).toString();
    },
  };
}
