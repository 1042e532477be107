import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

const needed = {
  DATABASE_URL: 'postgres://user:secret@127.0.0.1:5432/holdfast',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

describe('settings', () => {
  test('need nothing but the two stores', () => {
    expect(readConfig(needed)).toMatchObject({
      port: 4100,
      host: '127.0.0.1',
      isDemo: false,
      origins: ['http://127.0.0.1:4100', 'http://localhost:4100'],
    });
  });

  test('say how many live connections a person may have', () => {
    expect(readConfig(needed).socketsPerPerson).toBe(20);
    expect(readConfig({ ...needed, HOLDFAST_SOCKETS_PER_PERSON: '5000' }).socketsPerPerson).toBe(5_000);
  });

  test('of a public address are its origin alone', () => {
    const config = readConfig({ ...needed, HOLDFAST_ORIGIN: 'https://learn.example.org/' });
    expect(config.origins).toEqual(['https://learn.example.org']);
  });

  test.each(['redis-cluster://one:7000', 'rediss-cluster://:secret@one:7000,two:7001/'])(
    'may name a Redis Cluster: %s',
    (redisUrl) => {
      expect(readConfig({ ...needed, REDIS_URL: redisUrl })).toMatchObject({ redisUrl });
    },
  );

  test('of mail come together or not at all', () => {
    const [SMTP_URL, MAIL_FROM] = ['smtp://mail.example.org:587', 'Holdfast <holdfast@example.org>'];
    expect(readConfig(needed).isMailOn).toBe(false);
    expect(readConfig({ ...needed, SMTP_URL, MAIL_FROM }).isMailOn).toBe(true);
    expect(() => readConfig({ ...needed, SMTP_URL })).toThrow('MAIL_FROM is not set: expected with SMTP_URL');
    expect(() => readConfig({ ...needed, MAIL_FROM })).toThrow(
      'SMTP_URL is not set: expected with MAIL_FROM',
    );
  });

  test('that are empty count as not set', () => {
    expect(readConfig({ ...needed, HOLDFAST_ORIGIN: '', PORT: '' })).toMatchObject({ port: 4100 });
  });

  test.each([
    ['DATABASE_URL', 'not an address', 'is not valid: expected the address of a PostgreSQL database'],
    ['DATABASE_URL', 'mysql://127.0.0.1', 'is not valid: expected the address of a PostgreSQL database'],
    ['DATABASE_URL', undefined, 'is not set: expected the address of a PostgreSQL database'],
    ['REDIS_URL', 'http://127.0.0.1', 'is not valid: expected the address of a Redis'],
    ['REDIS_URL', 'redis-cluster://one:7000/1', 'is not valid: expected the nodes of a Redis Cluster'],
    ['PORT', 'eighty', 'is not valid: expected a port number'],
    ['PORT', '70000', 'is not valid: expected a port number'],
    ['HOLDFAST_DEMO', 'yes', 'is not valid: expected true or false'],
    ['HOLDFAST_ORIGIN', 'learn.example.org', 'is not valid: expected the public address'],
    ['SMTP_URL', 'mail.example.org', 'is not valid: expected the address of a mail server'],
    ['MAIL_FROM', 'nobody', 'is not valid: expected who mails are from'],
    ['MAIL_FROM', 'Holdfast <a@b.example>\r\nBcc: c@d.example', 'is not valid: expected who mails are from'],
    ['HOLDFAST_LOG_LEVEL', 'loud', 'is not valid: expected one of'],
    ['HOLDFAST_DMEO', 'true', 'is not a setting; known are'],
  ])('%s=%s stop the start, by name', (name, value, message) => {
    expect(() => readConfig({ ...needed, [name]: value })).toThrow(`${name} ${message}`);
  });

  test('that are wrong never show a secret', () => {
    expect(() => readConfig({ ...needed, DATABASE_URL: 'mysql://user:secret@host/db' })).not.toThrow(
      /secret/,
    );
  });
});
