const clearLine = '\r\u001b[K';

/** A step: one line written over on a terminal, lines of their own in a log. */
export function say(step: string): void {
  process.stderr.write(process.stderr.isTTY ? `${clearLine}  ${step}` : `  ${step}\n`);
}

/** What came of it: a line that stays. */
export function tell(line: string): void {
  clear();
  console.log(line);
}

/** Takes away the step that was shown last. */
export function clear(): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
}
