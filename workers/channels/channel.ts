import type { Nudge } from '#engagement/nudge.ts';
import type { DeliveryOutcome } from '#engagement/nudging/delivery.ts';

/** A nudge on its way to one place. */
export interface Parcel<Target> {
  tenant: string;
  /** The same at each try, so that what arrived twice is seen once. */
  delivery: string;
  nudge: Nudge;
  to: Target;
}

/** Asks a provider once; it never throws for what the provider does. */
export type Carry<Target> = (parcel: Parcel<Target>) => Promise<DeliveryOutcome>;
