/** What is wrong with one field of something sent. */
export interface FieldProblem {
  code: 'missing_field' | 'invalid_field';
  message: string;
}

export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function textProblem(
  raw: Record<string, unknown>,
  field: string,
  maxChars: number,
  required: boolean,
): FieldProblem | undefined {
  const value = raw[field];
  if (!isPresent(value) || (required && value === '')) {
    return required
      ? { code: 'missing_field', message: `${field} is required: a string of 1 to ${maxChars} characters` }
      : undefined;
  }
  if (typeof value !== 'string' || value.length > maxChars) {
    return { code: 'invalid_field', message: `${field} must be a string of at most ${maxChars} characters` };
  }
  // PostgreSQL cannot hold NUL, and a broken surrogate pair changes on its way through UTF-8, which would make two ids one.
  if (value.includes('\u0000') || !value.isWellFormed()) {
    return { code: 'invalid_field', message: `${field} must be well-formed text without NUL characters` };
  }
  return undefined;
}

export function numberProblem(
  raw: Record<string, unknown>,
  field: string,
  min: number,
  max: number,
): FieldProblem | undefined {
  const value = raw[field];
  if (!isPresent(value)) return undefined;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    return { code: 'invalid_field', message: `${field} must be a number from ${min} to ${max}` };
  }
  return undefined;
}

export function flagProblem(raw: Record<string, unknown>, field: string): FieldProblem | undefined {
  const value = raw[field];
  if (!isPresent(value) || typeof value === 'boolean') return undefined;
  return { code: 'invalid_field', message: `${field} must be true or false` };
}
