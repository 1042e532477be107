import type { CohortSummary } from '#engagement/cohort.ts';
import type { CoursePlan, PlannedDeadline, PlannedSkill } from '#engagement/course-plan.ts';
import { coursePlanProblem } from '#engagement/course-plan-problem.ts';
import type { Problem } from '#engagement/problem.ts';
import { type Failure, failureOf, get, put } from '#web/lib/api.ts';

type Told = CoursePlan & { version: string };

/** The plan of a cohort's course while somebody changes it. */
export class PlanDesk {
  readonly path: string;
  cohort = $state.raw<CohortSummary | null>(null);
  stored = $state.raw<CoursePlan | null>(null);
  draft = $state.raw<CoursePlan | null>(null);
  failure = $state.raw<Failure | null>(null);
  saveFailure = $state.raw<Failure | null>(null);
  isSaving = $state(false);
  isSaved = $state(false);
  #version = '';

  problem = $derived.by((): Problem | null => (this.draft ? coursePlanProblem(this.draft) : null));
  isDirty = $derived.by(() => JSON.stringify(this.stored) !== JSON.stringify(this.draft));
  isEmpty = $derived.by(() => {
    if (!this.draft) return true;
    const { startsOn, endsOn, deadlines, skills } = this.draft;
    return startsOn === null && endsOn === null && deadlines.length === 0 && skills.length === 0;
  });

  constructor(cohort: string) {
    this.path = `/v1/cohorts/${cohort}`;
  }

  async load(): Promise<void> {
    try {
      const [cohort, told] = await Promise.all([
        get<CohortSummary>(this.path),
        get<Told>(`${this.path}/plan`),
      ]);
      this.cohort = cohort;
      this.#begin(told);
      this.failure = null;
      this.saveFailure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  change(more: Partial<CoursePlan>): void {
    if (this.draft) this.draft = { ...this.draft, ...more };
    this.isSaved = false;
  }

  addDeadlines(more: readonly PlannedDeadline[]): void {
    this.change({ deadlines: inOrder([...(this.draft?.deadlines ?? []), ...more]) });
  }

  writeDeadline(index: number, more: Partial<PlannedDeadline>): void {
    this.change({ deadlines: withAt(this.draft?.deadlines ?? [], index, more) });
  }

  /** What builds on a skill goes on doing so under its new name. */
  writeSkill(index: number, more: Partial<PlannedSkill>): void {
    const before = this.draft?.skills ?? [];
    const [name, renamed] = [before[index]?.skill, more.skill];
    const skills = withAt(before, index, more);
    if (name === undefined || renamed === undefined || name === '') return this.change({ skills });
    const named = (one: string): string => (one === name ? renamed : one);
    this.change({ skills: skills.map((one) => ({ ...one, after: one.after.map(named) })) });
  }

  removeSkill(index: number): void {
    const before = this.draft?.skills ?? [];
    const name = before[index]?.skill;
    const skills = before
      .filter((_, place) => place !== index)
      .map((one) => ({ ...one, after: one.after.filter((other) => other !== name) }));
    this.change({ skills });
  }

  discard(): void {
    this.draft = this.stored;
    this.saveFailure = null;
  }

  async save(): Promise<void> {
    if (!this.draft) return;
    this.isSaving = true;
    try {
      this.#begin(await put<Told>(`${this.path}/plan`, { ...this.draft, version: this.#version }));
      this.saveFailure = null;
      this.isSaved = true;
    } catch (error) {
      this.saveFailure = failureOf(error);
    } finally {
      this.isSaving = false;
    }
  }

  #begin({ version, startsOn, endsOn, deadlines, skills }: Told): void {
    this.#version = version;
    this.stored = { startsOn, endsOn, deadlines: inOrder(deadlines), skills };
    this.draft = this.stored;
  }
}

/** By their days; while a row is being edited it stays where it is. */
function inOrder(deadlines: readonly PlannedDeadline[]): PlannedDeadline[] {
  return deadlines.toSorted((one, other) => (one.dueOn < other.dueOn ? -1 : Number(one.dueOn > other.dueOn)));
}

function withAt<One>(all: readonly One[], index: number, more: Partial<One>): One[] {
  return all.map((one, place) => (place === index ? { ...one, ...more } : one));
}
