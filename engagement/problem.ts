/** What something may not be, and where: a path such as `weights.lms`. */
export interface Problem {
  field: string;
  message: string;
}

/** The first thing that is wrong with any of them; null when nothing is. */
export function firstProblem<One>(
  all: Iterable<One>,
  problemOf: (one: One) => Problem | null,
): Problem | null {
  for (const one of all) {
    const problem = problemOf(one);
    if (problem !== null) return problem;
  }
  return null;
}
