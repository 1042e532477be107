import type { CohortMarks } from '#engagement/cohort-marks.ts';
import { get } from '#web/lib/api.ts';
import type { Columns } from '#web/lib/heatmap/columns.ts';
import { Resource } from '#web/lib/resource.svelte.ts';

/** Often enough for what is told by no feed. */
const freshEveryMs = 30_000;

/** What the server says beside the cells: nudges, claims, alerts, days off, outages. */
export class Marks {
  #from = '';
  #to = '';
  #resource: Resource<CohortMarks>;

  constructor(cohort: string) {
    this.#resource = new Resource(() =>
      get<CohortMarks>(
        `/v1/cohorts/${cohort}/marks?from=${encodeURIComponent(this.#from)}&to=${encodeURIComponent(this.#to)}`,
      ),
    );
  }

  get value(): CohortMarks | null {
    return this.#resource.value;
  }

  get failure() {
    return this.#resource.failure;
  }

  /** Asks for those of these columns, and keeps them fresh until the returned function is called. */
  follow({ starts, count }: Columns): () => void {
    this.#from = new Date(starts[0] ?? 0).toISOString();
    this.#to = new Date(starts[count] ?? 0).toISOString();
    return this.#resource.keepFresh(freshEveryMs);
  }

  /** Something was told that may have left a mark. */
  again(): void {
    void this.#resource.load();
  }
}
