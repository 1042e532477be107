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
      return ['cohorts', 'alerts', 'queue', 'nudges', 'sources'];
    case 'mentor':
      return ['queue', 'alerts', 'cohorts', 'nudges'];
    case 'learner':
      return ['me'];
  }
}
export type Section = 'cohorts' | 'alerts' | 'queue' | 'nudges' | 'sources' | 'me';

/** A page for which nobody signs in: what opens it stands in its address. */
export function isForAnyone(path: string): boolean {
  return path.startsWith('/wall/');
}

/** Where someone is sent who may not be at `path`; null when all is well. `query` is what stands after it, if anything. */
export function detourFrom(path: string, wanted: string | null, me: Me | null, query = ''): string | null {
  if (isForAnyone(path)) return null;
  if (!me) return path === '/' ? null : `/?next=${encodeURIComponent(path + query)}`;
  const home = homeOf(me.role);
  if (path === '/')
    return wanted !== null && isOurs(wanted) && isOpenTo(me.role, wanted.split('?')[0] ?? '') ? wanted : home;
  return isOpenTo(me.role, path) ? null : home;
}

/** `//elsewhere` and `https:` would lead a visitor off with our name on the link. */
function isOurs(path: string): boolean {
  return /^\/[\w-]+(\/[\w-]+)*(\?[\w=&,%+-]*)?$/.test(path);
}

function isOpenTo(role: Role, path: string): boolean {
  const isLearnersPlace = path === '/me' || path.startsWith('/me/');
  if (managersPlaces.includes(path)) return role === 'admin' || role === 'manager';
  return role === 'learner' ? isLearnersPlace : !isLearnersPlace;
}

const managersPlaces = ['/sources', '/settings/delivery', '/settings/items', '/settings/walls'];
