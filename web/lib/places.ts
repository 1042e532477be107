import type { Me, Role } from '#engagement/person.ts';

/** Where each role may go, and where it starts. */
export function homeOf(role: Role): string {
  switch (role) {
    case 'admin':
    case 'manager':
      return '/cohorts';
    case 'mentor':
      return '/queue';
    case 'learner':
      return '/me';
  }
}

/** The sections in the navigation, in the order in which the role needs them. */
export function sectionsOf(role: Role): Section[] {
  switch (role) {
    case 'admin':
    case 'manager':
      return ['cohorts', 'queue'];
    case 'mentor':
      return ['queue', 'cohorts'];
    case 'learner':
      return ['me'];
  }
}
export type Section = 'cohorts' | 'queue' | 'me';

/** Where someone is sent who may not be at `path`; null when all is well. */
export function detourFrom(path: string, wanted: string | null, me: Me | null): string | null {
  if (!me) return path === '/' ? null : `/?next=${encodeURIComponent(path)}`;
  const home = homeOf(me.role);
  if (path === '/') return wanted !== null && isOurs(wanted) && isOpenTo(me.role, wanted) ? wanted : home;
  return isOpenTo(me.role, path) ? null : home;
}

/** `//elsewhere` and `https:` would lead a visitor off with our name on the link. */
function isOurs(path: string): boolean {
  return /^\/[\w-]+(\/[\w-]+)*$/.test(path);
}

function isOpenTo(role: Role, path: string): boolean {
  const isLearnersPlace = path === '/me';
  return role === 'learner' ? isLearnersPlace : !isLearnersPlace;
}
