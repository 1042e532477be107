import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What a mail server does with a mail it was given; silent: it has taken it and never says so. */
export type Taken = 'ok' | 'silent' | { refusal: number };

/** A real mail server on this machine. `mails` are those it took, as they came: headers, an empty line, the body. It thinks about each for so long. */
export async function openMailServer(
  take: (mail: string) => Taken = () => 'ok',
  { thinksMs = 0, port = 0 } = {},
) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, _, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const mail = Buffer.concat(parts).toString();
        const taken = take(mail);
        if (typeof taken === 'object') {
          // What servers say names people: it must not come back in a log.
          done(
            Object.assign(new Error('mailbox of Maya, maya@school.test'), { responseCode: taken.refusal }),
          );
          return;
        }
        mails.push(mail);
        if (taken === 'ok') setTimeout(done, thinksMs);
      });
    },
  });
  // Of connections that were cut off, as they are here.
  server.on('error', () => {});
  const listening = server.listen(port, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const own = (listening.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${own}`,
    port: own,
    mails,
    close: (): void => {
      for (const connection of server.connections) connection.close();
      server.close();
    },
  };
}
