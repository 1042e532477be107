import {
  type Cap,
  type Circumstances,
  type Correlation,
  type CorrelationName,
  type Values,
  bounds,
  caps,
  correlations,
} from './correlations.ts';

const names = Object.keys(bounds) as (keyof Values)[];

/**
 * What D4's rules make of the values drawn for a session. `without` leaves one of them out: what the
 * session would have been, which is how an effect can be measured exactly.
 */
export function settle(drawn: Values, session: Circumstances, without?: CorrelationName): Values {
  const rules: Correlation[] = correlations.filter((one) => one.name !== without && one.when(session));
  const values = { ...drawn };
  for (const { times } of rules) for (const name of names) values[name] *= times?.[name] ?? 1;
  for (const { plus } of rules) for (const name of names) values[name] += plus?.[name] ?? 0;
  for (const name of names) {
    const [least, most] = bounds[name];
    values[name] = Math.min(most, Math.max(least, values[name]));
  }
  const last: readonly Cap[] = caps;
  for (const { name: rule, when, atMost, exactly } of last) {
    if (rule === without || !when(session, values)) continue;
    for (const name of names)
      values[name] = exactly?.[name] ?? Math.min(values[name], atMost?.[name] ?? Infinity);
  }
  return values;
}
