/** An option that is wrong or unknown: the message names it and says what was expected. */
export class BadOption extends Error {}

/** Reads `--name value` and `--name=value`. Every option of these commands takes a value. */
export function readOptions<const Name extends string>(
  names: readonly Name[],
  args: readonly string[],
): Partial<Record<Name, string>> {
  const options: Partial<Record<Name, string>> = {};
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [, given, attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (given === undefined) throw new BadOption(`'${word}' is not an option; options begin with --`);
    const name = names.find((one) => one === given);
    if (name === undefined) {
      const known = names.map((one) => `--${one}`).join(' ');
      throw new BadOption(
        `there is no option --${given}; did you mean --${nearest(given, names)}? There are ${known}`,
      );
    }
    const value = attached ?? left.shift();
    if (value === undefined || value === '') throw new BadOption(`--${name} needs a value`);
    options[name] = value;
  }
  return options;
}

/** A number within bounds. */
export function numberOption(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new BadOption(`--${name} ${text} is not valid: expected a number from ${least} to ${most}`);
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration such as 90s, 10m or 2h, in ms. */
export function durationOption(name: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  if ((unit === 's' || unit === 'm' || unit === 'h') && Number(number) > 0)
    return Number(number) * unitMs[unit];
  throw new BadOption(`--${name} ${text} is not valid: expected a duration such as 90s, 10m or 2h`);
}

/** A time zone such as Europe/Berlin. */
export function zoneOption(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new BadOption(`--zone ${zone} is not an IANA time zone such as Europe/Berlin`);
  }
}

/** The known name that takes the fewest changes of a letter. */
export function nearest(given: string, names: readonly string[]): string {
  const ranked = names.map((name) => ({ name, changes: changesBetween(given, name) }));
  return ranked.reduce((best, one) => (one.changes < best.changes ? one : best)).name;
}

/** Levenshtein's distance, a row at a time. */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
