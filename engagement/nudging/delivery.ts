/**
 * Where a nudge is on its way by one channel. `sending` is written down before a provider is asked: whoever finds it so
 * after a crash does not know whether it was sent.
 */
export const deliveryStatuses = ['waiting', 'sending', 'sent', 'unknown', 'dead', 'skipped'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
