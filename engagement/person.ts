/** What a person may do in a tenant; staff is everyone but the learner. */
export const roles = ['admin', 'manager', 'mentor', 'learner'] as const;
export type Role = (typeof roles)[number];

export function isStaff(role: Role): boolean {
  return role !== 'learner';
}

/** Who is signed in, as `GET /v1/me` answers. */
export interface Me {
  user: { id: string; name: string };
  tenant: { id: string; name: string };
  role: Role;
  /** The learner this account belongs to, for role `learner`. */
  learner: string | null;
}
