/** The same page with other choices in its address; an empty one is left out. */
export function addressWith(url: Pick<URL, 'pathname' | 'search'>, changes: Record<string, string>): string {
  const query = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  return query.size === 0 ? url.pathname : `${url.pathname}?${query.toString()}`;
}
