import type { Drift } from './drift.ts';
import type { ModelMeasured } from './model-measured.ts';
import type { OwnModel } from './own-model.ts';
import type { Outcome } from './outcomes.ts';
import type { RiskModel } from './risk-model.ts';

/** All there is to say of the model by which a tenant's risks are told, as `GET /v1/model` answers. */
export interface ModelFacts {
  used: {
    /** Null for the one that comes with the product. */
    id: string | null;
    name: string;
    learnedFrom: RiskModel['learnedFrom'];
    since: string | null;
  };
  /** How well the product's own model told what became of learners of another year. */
  measured: ModelMeasured;
  /** The newest day on which learners were counted; null before the first. */
  drift: Drift & { day: string | null; cohorts: number };
  outcomes: Outcome[];
  /** Trainings and what came of them, newest first. */
  own: OwnModel[];
}
