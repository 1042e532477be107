/** What is taught, as `GET /v1/programmes` answers; a learner in two of its cohorts is one. */
export interface ProgrammeSummary {
  id: string;
  name: string;
  cohorts: number;
  learners: number;
}
