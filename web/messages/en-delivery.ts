import type { DeliveryStatus, OutsideChannel } from '#engagement/nudging/delivery.ts';

// How nudges leave by mail, push and webhook, in words; a part of en.ts.

const channels: Record<OutsideChannel, { name: string; text: string; off: string }> = {
  email: {
    name: 'E-mail',
    text: 'To the account of a learner who agreed to it. It says what their page says; why it came is read there.',
    off: 'Off: this installation has no mail server.',
  },
  push: {
    name: 'Push',
    text: 'To the browsers that a learner chose. It says that there is something new, and no more.',
    off: 'Off.',
  },
  webhook: {
    name: 'Webhook',
    text: 'To your own systems, of every nudge that was delivered: ids and times, no names.',
    off: 'Off.',
  },
};

const statuses: Record<DeliveryStatus, string> = {
  waiting: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  unknown: 'Not known',
  dead: 'Given up',
  skipped: 'Left out',
};

/** What a code of ours says; one that is not here is shown as it is. */
const troubles: Record<string, string> = {
  worker_gone: 'The sender was stopped while it sent: the mail may have arrived.',
  etimedout: 'The mail server took it and did not say more: it may have arrived.',
  econnection: 'The mail server ended the connection: it may have arrived.',
  esocket: 'The mail server could not be reached.',
  edns: 'The mail server was not found.',
  eauth: 'The mail server refused our name and password.',
  no_answer: 'There was no answer in time.',
  econnrefused: 'Nobody answers at this address.',
  econnreset: 'The other side ended the connection.',
  enotfound: 'There is no server of this name.',
  address_refused: 'The address is not on the open Internet, or not secure; nothing is sent there.',
  subscription_bad: 'The browser gave keys that are none.',
};

function why(trouble: string): string {
  const smtp = /^smtp_(\d+)$/.exec(trouble)?.[1];
  if (smtp !== undefined) return `The mail server refused it with ${smtp}.`;
  const http = /^http_(\d+)$/.exec(trouble)?.[1];
  if (http === '404' || http === '410') return `It is gone, says the other side (${http}).`;
  if (http !== undefined) return `The other side answered ${http}.`;
  return troubles[trouble] ?? trouble;
}

export const delivery = {
  lead: 'Every nudge is on its learner’s own page the moment it is due. By e-mail and push it goes as well to those who agreed, and by webhook to your own systems.',
  failed: 'This could not be loaded.',
  channels: {
    title: 'Channels',
    of: channels,
    on: 'On',
    week: 'Last seven days',
    none: 'nothing yet',
    count: (number: number, status: DeliveryStatus) => `${number} ${statuses[status].toLowerCase()}`,
  },
  letters: {
    title: 'Not delivered',
    text: 'Given up after eight tries or a refusal for good. What is not known may have arrived: sent again, its learner may get it twice.',
    none: 'Nothing: all that left has arrived, or is on its way.',
    again: 'Send again',
    againOf: (learner: string, channel: OutsideChannel) =>
      `Send again: ${channels[channel].name} to ${learner}`,
    asked: 'On its way again.',
    more: 'Show more',
    tries: (tries: number) => (tries === 1 ? '1 try' : `${tries} tries`),
    status: statuses,
    why,
  },
  hooks: {
    title: 'Webhooks',
    text: 'Each message is signed as Standard Webhooks says. A repeated one has the same webhook-id.',
    none: 'No system of yours is told of nudges.',
    url: 'Address',
    add: 'Add',
    lookOnly: 'An admin adds and removes them.',
    secret: 'The secret that proves a message is ours. It is shown this once:',
    keptIt: 'I have kept it',
    test: 'Try it',
    testing: 'Trying …',
    works: 'It answered well',
    remove: 'Remove',
    removeOf: (url: string) => `Remove ${url}`,
    testOf: (url: string) => `Try ${url}`,
    isOn: (url: string) => `Send to ${url}`,
  },
  push: { title: 'You have a new note', text: 'It is on your page.' },
};
