import type { CohortRoster } from '#engagement/cohort-roster.ts';
import { get } from '#web/lib/api.ts';
import { Resource } from '#web/lib/resource.svelte.ts';

/** Somebody is enrolled now and then, and then an open page may learn of it a little later. */
const freshEveryMs = 300_000;

/** Since when learners are in the cohort, and where else they are. */
export class Roster {
  #resource: Resource<CohortRoster>;
  #learners = $derived.by(() => this.#resource.value?.learners ?? []);
  /** In ms, by enrolment. */
  enrolledAt = $derived.by(
    (): ReadonlyMap<string, number> =>
      new Map(this.#learners.map(({ enrolment, enrolledAt }) => [enrolment, Date.parse(enrolledAt)])),
  );
  /** Which other courses they are in, as one text; those in none are left out. */
  courses = $derived.by(
    (): ReadonlyMap<string, string> =>
      new Map(
        this.#learners.flatMap(({ enrolment, courses }) =>
          courses.length === 0 ? [] : [[enrolment, courses.join(', ')]],
        ),
      ),
  );

  constructor(cohort: string) {
    this.#resource = new Resource(() => get<CohortRoster>(`/v1/cohorts/${cohort}/roster`));
  }

  /** Keeps it fresh until the returned function is called. */
  follow(): () => void {
    return this.#resource.keepFresh(freshEveryMs);
  }
}
