import type { Band } from '#engagement/risk.ts';

// What bands of risk are called; a part of en.ts.

export const bandNames: Record<Band | 'unknown', string> = {
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
  critical: 'Critical risk',
  unknown: 'Not enough information yet',
};

export function bandName(name: string | null): string {
  return name === 'low' || name === 'medium' || name === 'high' || name === 'critical' ? name : 'unknown';
}
