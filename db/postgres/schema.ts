import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { AlertStatus, AlertStep, AlertType, DismissReason, Severity } from '#engagement/alert.ts';
import type { Anomaly } from '#engagement/anomaly.ts';
import type { CaseCause, CaseStatus } from '#engagement/case.ts';
import type { DigestEvery } from '#engagement/digest.ts';
import type { Flag } from '#engagement/flag.ts';
import type { InterventionKind } from '#engagement/intervention.ts';
import type {
  Candidate,
  NudgeAnswer,
  NudgeChannel,
  NudgeFacts,
  NudgeKind,
  NudgeParams,
  NudgeReason,
  NudgeRule,
} from '#engagement/nudge.ts';
import type { Arm } from '#engagement/nudging/arm.ts';
import type { ChallengeGoal } from '#engagement/nudging/challenge.ts';
import type { CheckAnswer, CheckItem } from '#engagement/nudging/check.ts';
import type { ContestStatus, Contested } from '#engagement/nudging/contest.ts';
import type { DeliveryStatus } from '#engagement/nudging/delivery.ts';
import type { OpenHours } from '#engagement/nudging/mentor-hours.ts';
import type { NudgePolicy } from '#engagement/nudging/policy.ts';
import type { NudgePreferences } from '#engagement/nudging/preferences.ts';
import type { Role } from '#engagement/person.ts';
import type { CoursePlan } from '#engagement/course-plan.ts';
import type { TrainingRecord } from '#engagement/own-model.ts';
import type { Band, Lack, Reason } from '#engagement/risk.ts';
import type { RiskModel } from '#engagement/risk-model.ts';
import type { Level, ScorePart } from '#engagement/score.ts';
import type { Scoring } from '#engagement/scoring.ts';
import type { Trend } from '#engagement/trend.ts';
import type { WallMode } from '#engagement/wall.ts';
import type { WayOut } from '#engagement/way-out.ts';
import type { WeekDays } from '#engagement/week.ts';

/*
 * What a tenant owns. Every table carries tenant_id, and row-level security is forced on every one
 * of them in migrations/0001_tenants.sql; the history of events is partitioned by day and is made
 * there too, since the query builder has no words for partitions.
 */

const id = text().primaryKey();
const tenantId = text().notNull();
const time = () => timestamp({ withTimezone: true, mode: 'date' });
const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

export const programmes = pgTable('programmes', {
  id,
  tenantId,
  name: text().notNull(),
  createdAt: time().notNull().defaultNow(),
});

export const cohorts = pgTable(
  'cohorts',
  {
    id,
    tenantId,
    programmeId: text()
      .notNull()
      .references(() => programmes.id),
    name: text().notNull(),
    /** What senders call it: an event's `course` picks the cohort by this. */
    course: text(),
    timeZone: text().notNull().default('UTC'),
    /** From here on nobody is expected: what is said of its learners stays as it stood then. */
    endsAt: time(),
    /** What is taught and due when; null where nobody said. */
    plan: jsonb().$type<CoursePlan>(),
    createdAt: time().notNull().defaultNow(),
  },
  (cohort) => [index().on(cohort.tenantId, cohort.name)],
);

export const learners = pgTable(
  'learners',
  {
    id,
    tenantId,
    /** The senders' id for the learner. */
    externalId: text().notNull(),
    name: text().notNull(),
    /** The account the learner signs in with, if there is one. */
    userId: text(),
    createdAt: time().notNull().defaultNow(),
  },
  (learner) => [
    unique().on(learner.tenantId, learner.externalId),
    uniqueIndex().on(learner.tenantId, learner.userId),
  ],
);

/** A learner in a cohort: the unit of windows, score, risk and cases. */
export const enrolments = pgTable(
  'enrolments',
  {
    id,
    tenantId,
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolledAt: time().notNull().defaultNow(),
  },
  (enrolment) => [
    unique().on(enrolment.cohortId, enrolment.learnerId),
    index().on(enrolment.tenantId, enrolment.learnerId),
  ],
);

/** A system that sends events. Its key lives with the accounts and names it. */
export const sources = pgTable('sources', {
  id,
  tenantId,
  name: text().notNull(),
  /** Where learners land that the tenant has not seen before; null refuses them. */
  homeCohortId: text().references(() => cohorts.id),
  eventsPerSecond: integer().notNull(),
  /** Of one learner: a device gone wild fills nobody's windows but its own minute. */
  learnerEventsPerMinute: integer().notNull().default(600),
  createdAt: time().notNull().defaultNow(),
});

/** The cohorts a source may count events for. */
export const sourceCohorts = pgTable(
  'source_cohorts',
  {
    tenantId,
    sourceId: text()
      .notNull()
      .references(() => sources.id),
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
  },
  (row) => [primaryKey({ columns: [row.sourceId, row.cohortId] })],
);

/** The newest assessment of an enrolment. */
export const assessments = pgTable(
  'assessments',
  {
    enrolmentId: text()
      .primaryKey()
      .references(() => enrolments.id),
    tenantId,
    cohortId: text().notNull(),
    learnerId: text().notNull(),
    score: real(),
    parts: jsonb().$type<ScorePart[]>().notNull(),
    level: text().$type<Level>(),
    change: real(),
    trend: text().$type<Trend>(),
    risk: real(),
    band: text().$type<Band>(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    /** The probability of withdrawing before the end. */
    withdrawal: real(),
    lacks: text().array().$type<Lack[]>().notNull().default([]),
    wayOut: jsonb().$type<WayOut>(),
    flags: text().array().$type<Flag[]>().notNull(),
    /** Texts of the last week in which the learner asked for help. */
    helpTexts: integer().notNull().default(0),
    unusual: jsonb().$type<Anomaly[]>().notNull().default([]),
    lastSeenAt: time(),
    assessedAt: time().notNull(),
    /** Number of the lease it was made under: an assessment of an older lease never replaces a newer one. */
    fence: bigint({ mode: 'number' }).notNull(),
  },
  (assessment) => [index().on(assessment.tenantId, assessment.cohortId)],
);

/** One row each time an enrolment's band changes: the history of its risk. */
export const bandChanges = pgTable(
  'band_changes',
  {
    id,
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    fromBand: text().$type<Band>(),
    toBand: text().$type<Band>(),
    risk: real(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.enrolmentId, row.at)],
);

/** The risk of an enrolment hour by hour, as long as it moves: the last that was said in the hour. */
export const riskHours = pgTable(
  'risk_hours',
  {
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    hour: time().notNull(),
    risk: real().notNull(),
    band: text().$type<Band>().notNull(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    at: time().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.enrolmentId, row.hour] })],
);

/**
 * Models that a tenant had trained on its own history: the one in use, those that wait to be compared, those that were
 * used, and trainings that are under way or came to nothing, whose model is JSON's null.
 */
export const riskModels = pgTable(
  'risk_models',
  {
    id,
    tenantId,
    name: text().notNull(),
    model: jsonb().$type<RiskModel | null>().notNull(),
    measured: jsonb().$type<TrainingRecord>().notNull(),
    /** When it was asked for, and once it is over, when that was. */
    trainedAt: time().notNull(),
    /** Since when it is used, and until when it was. */
    usedSince: time(),
    usedUntil: time(),
    /** Who decided on it last; all who did are in `measured`. */
    byId: text(),
    byName: text(),
  },
  (row) => [
    uniqueIndex('risk_models_one_used')
      .on(row.tenantId)
      .where(sql`used_since is not null and used_until is null`),
    index().on(row.tenantId, row.trainedAt),
  ],
);

/** How far the learners of a cohort are from those that the model learned from, once a day. */
export const modelDrifts = pgTable(
  'model_drifts',
  {
    tenantId,
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    day: date().notNull(),
    model: text().notNull(),
    learners: integer().notNull(),
    /** By feature: how many learners fell into each bin of the model. */
    bins: jsonb().$type<number[][]>().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.cohortId, row.day] })],
);

export const alerts = pgTable(
  'alerts',
  {
    id,
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    type: text().$type<AlertType>().notNull(),
    severity: text().$type<Severity>().notNull(),
    status: text().$type<AlertStatus>().notNull(),
    trigger: jsonb().$type<Record<string, number>>().notNull(),
    /** The learner's score when it was raised. */
    score: real(),
    raisedAt: time().notNull(),
    refreshedAt: time().notNull(),
    /** Since when what raised it is no longer so; it stays open until somebody says so. */
    easedAt: time(),
    handledBy: text(),
    handledByName: text(),
    handledAt: time(),
    /** Of one that was dismissed. */
    reason: text().$type<DismissReason>(),
    notes: text(),
  },
  (alert) => [
    // One open alert per enrolment and type: it refreshes or escalates, never doubles.
    uniqueIndex('alerts_one_open')
      .on(alert.enrolmentId, alert.type)
      .where(sql`status in ('active', 'acknowledged')`),
    index().on(alert.tenantId, alert.raisedAt),
    index().on(alert.tenantId, alert.enrolmentId, alert.raisedAt),
  ],
);

/** What became of an alert, by whom and when. */
export const alertSteps = pgTable(
  'alert_steps',
  {
    id,
    tenantId,
    alertId: text()
      .notNull()
      .references(() => alerts.id),
    step: text().$type<AlertStep>().notNull(),
    severity: text().$type<Severity>().notNull(),
    /** Nobody for what the rules did by themselves. */
    byId: text(),
    byName: text(),
    reason: text().$type<DismissReason>(),
    notes: text(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.alertId, row.at)],
);

export const nudges = pgTable(
  'nudges',
  {
    id,
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    cohortId: text().notNull(),
    kind: text().$type<NudgeKind>().notNull(),
    rule: text().$type<NudgeRule>().notNull(),
    period: text().notNull(),
    params: jsonb().$type<NudgeParams>().notNull(),
    createdAt: time().notNull(),
    /** When it is to be sent: planned once, and moved only to later. */
    dueAt: time().notNull().defaultNow(),
    deliveredAt: time(),
    openedAt: time(),
    answer: text().$type<NudgeAnswer>(),
    answeredAt: time(),
    /** Taken back before it was sent, and why. */
    withdrawnAt: time(),
    withdrawnFor: text().$type<NudgeReason>(),
  },
  (nudge) => [
    // What makes a second nudge for the same reason impossible, whoever retries what.
    unique('nudges_once').on(nudge.tenantId, nudge.learnerId, nudge.rule, nudge.period),
    index().on(nudge.tenantId, nudge.createdAt),
    index().on(nudge.tenantId, nudge.learnerId, nudge.dueAt),
  ],
);

/** Whether somebody was nudged who seemed to need it, and why: one row for each time that a rule asked. */
export const nudgeDecisions = pgTable(
  'nudge_decisions',
  {
    id,
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    cohortId: text().notNull(),
    rule: text().$type<NudgeRule>().notNull(),
    period: text().notNull(),
    askedAt: time().notNull(),
    /** What the rule saw, and until when a nudge about it is of use. */
    asked: jsonb().$type<NudgeParams>().notNull(),
    until: time().notNull(),
    /** Nulls until it is decided, which is within seconds. */
    decidedAt: time(),
    reason: text().$type<NudgeReason>(),
    kind: text().$type<NudgeKind>(),
    arm: text().$type<Arm>(),
    /** When it was to be sent, of one that is held out as well. */
    sendAt: time(),
    /** How likely this kind was to be chosen. */
    chance: real(),
    candidates: jsonb().$type<Candidate[]>(),
    /** All that it was decided by: decided again, it comes to the same. */
    facts: jsonb().$type<NudgeFacts>(),
    /** Of these facts what is counted by: the risk, and how likely they were to be treated when this kind was drawn for them. */
    band: text().$type<Band>(),
    treatedChance: doublePrecision(),
    nudgeId: text().references(() => nudges.id),
    /** What became of the learner, of both arms alike; nulls while it is not known. */
    returned24: boolean(),
    returned72: boolean(),
    did: boolean(),
    active14: boolean(),
    measuredAt: time(),
  },
  (row) => [
    unique('nudge_decisions_once').on(row.tenantId, row.learnerId, row.rule, row.period),
    index().on(row.tenantId, row.askedAt),
    index().on(row.tenantId, row.kind, row.sendAt),
  ],
);

/** In which arm of which kind a learner is: drawn once, and kept whatever is decided later. */
export const nudgeArms = pgTable(
  'nudge_arms',
  {
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    kind: text().$type<NudgeKind>().notNull(),
    arm: text().$type<Arm>().notNull(),
    at: time().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.learnerId, row.kind] })],
);

/** How a programme, or a tenant where `programme` is null, nudges: the newest row holds, the others are its history. */
export const nudgePolicies = pgTable(
  'nudge_policies',
  {
    id,
    tenantId,
    programmeId: text().references(() => programmes.id),
    /** Null: as the tenant does from here on, or as the product does. */
    policy: jsonb().$type<NudgePolicy>(),
    byId: text().notNull(),
    byName: text().notNull(),
    note: text(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.programmeId, row.at)],
);

/** Kinds that stopped by themselves since they did harm, until somebody lets them go on. */
export const nudgeStops = pgTable(
  'nudge_stops',
  {
    id,
    tenantId,
    kind: text().$type<NudgeKind>().notNull(),
    /** What was seen: learners in each arm, and how many of them came back. */
    seen: jsonb().$type<Record<string, number>>().notNull(),
    at: time().notNull(),
    endedAt: time(),
    endedById: text(),
    endedByName: text(),
  },
  (row) => [
    uniqueIndex('nudge_stops_one_open')
      .on(row.tenantId, row.kind)
      .where(sql`ended_at is null`),
  ],
);

/** A nudge on its way by a channel other than the learner's own page. */
export const nudgeDeliveries = pgTable(
  'nudge_deliveries',
  {
    id,
    tenantId,
    nudgeId: text()
      .notNull()
      .references(() => nudges.id),
    channel: text().$type<NudgeChannel>().notNull(),
    /** Of a channel that a learner or a tenant has several of: which subscription, which hook; empty for the others. */
    target: text().notNull().default(''),
    status: text().$type<DeliveryStatus>().notNull(),
    attempts: integer().notNull().default(0),
    nextAt: time(),
    /** Why the last attempt failed: a code, never what a server said. */
    trouble: text(),
    sentAt: time(),
    updatedAt: time().notNull(),
  },
  (row) => [
    unique('nudge_deliveries_once').on(row.tenantId, row.nudgeId, row.channel, row.target),
    index().on(row.tenantId, row.status, row.updatedAt),
  ],
);

/** What learners want of nudges; without a row the usual. */
export const nudgePreferences = pgTable(
  'nudge_preferences',
  {
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    preferences: jsonb().$type<NudgePreferences>().notNull(),
    updatedAt: time().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.learnerId] })],
);

/** A browser that shows a learner's nudges even while the page is closed. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id,
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    endpoint: text().notNull(),
    p256dh: text().notNull(),
    auth: text().notNull(),
    createdAt: time().notNull(),
  },
  (row) => [unique().on(row.tenantId, row.endpoint), index().on(row.tenantId, row.learnerId)],
);

/** Where a tenant's own systems are told of nudges. */
export const webhooks = pgTable('webhooks', {
  id,
  tenantId,
  url: text().notNull(),
  secret: text().notNull(),
  isOn: boolean().notNull().default(true),
  byId: text().notNull(),
  byName: text().notNull(),
  createdAt: time().notNull(),
});

/** "This is wrong": a learner says so of what is said of them, and somebody answers. */
export const contests = pgTable(
  'contests',
  {
    id,
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    what: text().$type<Contested>().notNull(),
    note: text(),
    status: text().$type<ContestStatus>().notNull(),
    at: time().notNull(),
    answeredById: text(),
    answeredByName: text(),
    answer: text(),
    answeredAt: time(),
  },
  (row) => [index().on(row.tenantId, row.status, row.at), index().on(row.tenantId, row.learnerId, row.at)],
);

/** A question on a skill, of which micro-assessments are made. */
export const items = pgTable(
  'items',
  {
    id,
    tenantId,
    programmeId: text()
      .notNull()
      .references(() => programmes.id),
    skill: text().notNull(),
    item: jsonb().$type<CheckItem>().notNull(),
    isOn: boolean().notNull().default(true),
    byId: text().notNull(),
    byName: text().notNull(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.programmeId, row.skill)],
);

/** Up to three questions that a learner was offered, as they were then, and their answers. */
export const checks = pgTable(
  'checks',
  {
    id,
    tenantId,
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    cohortId: text().notNull(),
    nudgeId: text().references(() => nudges.id),
    skill: text().notNull(),
    items: jsonb().$type<(CheckItem & { id: string })[]>().notNull(),
    answers: jsonb().$type<CheckAnswer[]>().notNull(),
    createdAt: time().notNull(),
    finishedAt: time(),
  },
  (row) => [index().on(row.tenantId, row.learnerId, row.createdAt)],
);

/** A week with a goal that some learners of a cohort work at together. */
export const challenges = pgTable(
  'challenges',
  {
    id,
    tenantId,
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    goal: jsonb().$type<ChallengeGoal>().notNull(),
    startsAt: time().notNull(),
    endsAt: time().notNull(),
    createdAt: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.cohortId, row.endsAt)],
);

export const challengeMembers = pgTable(
  'challenge_members',
  {
    tenantId,
    challengeId: text()
      .notNull()
      .references(() => challenges.id),
    learnerId: text()
      .notNull()
      .references(() => learners.id),
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    /** As whom the others see them. */
    shownAs: text().notNull(),
    nudgeId: text().references(() => nudges.id),
    invitedAt: time().notNull(),
    joinedAt: time(),
    leftAt: time(),
  },
  (row) => [
    primaryKey({ columns: [row.tenantId, row.challengeId, row.learnerId] }),
    index().on(row.tenantId, row.learnerId),
  ],
);

/** A mentor as learners see them, and when they have time. */
export const mentorHours = pgTable(
  'mentor_hours',
  {
    tenantId,
    userId: text().notNull(),
    about: text(),
    timeZone: text().notNull(),
    hours: jsonb().$type<OpenHours[]>().notNull(),
    updatedAt: time().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.userId] })],
);

export const cases = pgTable(
  'cases',
  {
    id,
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    learnerId: text().notNull(),
    cohortId: text().notNull(),
    band: text().$type<Band>().notNull(),
    reasons: jsonb().$type<Reason[]>().notNull(),
    status: text().$type<CaseStatus>().notNull(),
    /** Why it was opened: by their risk, or since they asked, did not answer, or say that something is wrong. */
    cause: text().$type<CaseCause>().notNull().default('risk'),
    /** Why it was opened, of one whose learner has asked since. */
    earlierCause: text().$type<CaseCause>(),
    /** When the learner would like to meet, of one who asked, and whom. */
    meetAt: time(),
    askedFor: text(),
    openedAt: time().notNull(),
    claimedBy: text(),
    claimedByName: text(),
    claimedAt: time(),
    closedAt: time(),
    notes: text(),
  },
  (row) => [
    uniqueIndex('cases_one_open')
      .on(row.enrolmentId)
      .where(sql`status <> 'closed'`),
    index().on(row.tenantId, row.status, row.openedAt),
  ],
);

/** Who did what to a case and when: the compliance record of attempts (brief A15). */
export const caseSteps = pgTable(
  'case_steps',
  {
    id,
    tenantId,
    caseId: text()
      .notNull()
      .references(() => cases.id),
    step: text()
      .$type<'opened' | 'asked' | 'taken_back' | 'claimed' | 'released' | 'handed_over' | 'closed'>()
      .notNull(),
    byId: text(),
    byName: text(),
    notes: text(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.caseId, row.at)],
);

/** What a person did to help a learner. */
export const interventions = pgTable(
  'interventions',
  {
    id,
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    kind: text().$type<InterventionKind>().notNull(),
    action: text().notNull(),
    /** The alert it answers, if it does. */
    alertId: text().references(() => alerts.id),
    byId: text(),
    byName: text().notNull(),
    /** The learner's score at that time: what came of it is seen against this. */
    score: real(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.enrolmentId, row.at)],
);

/** A week of an enrolment, scored from its records: brief A8's heatmap row. */
export const learnerWeeks = pgTable(
  'learner_weeks',
  {
    tenantId,
    enrolmentId: text()
      .notNull()
      .references(() => enrolments.id),
    /** First and last day, by the cohort's calendar. */
    startsOn: date().notNull(),
    endsOn: date().notNull(),
    /** Null where there was nothing to score. */
    attendance: real(),
    lms: real(),
    sentiment: real(),
    score: real(),
    level: text().$type<Level>(),
    change: real(),
    trend: text().$type<Trend>(),
    flags: text().array().$type<Flag[]>().notNull(),
    days: jsonb().$type<WeekDays>().notNull(),
    /** Raised, and done, in this week. */
    alerts: integer().notNull().default(0),
    interventions: integer().notNull().default(0),
    /** When it was scored: once it is over, and for good when what comes late has come. Null for what came with its scores. */
    scoredAt: time(),
  },
  (week) => [primaryKey({ columns: [week.tenantId, week.enrolmentId, week.startsOn] })],
);

/** How a programme, or a tenant where `programme` is null, scores: the newest row holds, the others are its history. */
export const scorings = pgTable(
  'scorings',
  {
    id,
    tenantId,
    programmeId: text().references(() => programmes.id),
    /** Null: as the tenant does from here on, or as the product does. */
    scoring: jsonb().$type<Scoring>(),
    byId: text().notNull(),
    byName: text().notNull(),
    /** Why, in the words of who changed it. */
    note: text(),
    at: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.programmeId, row.at)],
);

/** How many events of which part came from a source for a cohort in an hour: the rhythm against which silence is noticed. */
export const sourceHours = pgTable(
  'source_hours',
  {
    tenantId,
    sourceId: text()
      .notNull()
      .references(() => sources.id),
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    hour: time().notNull(),
    attendance: integer().notNull().default(0),
    lms: integer().notNull().default(0),
    texts: integer().notNull().default(0),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.sourceId, row.cohortId, row.hour] })],
);

/** When a source was down. */
export const outages = pgTable(
  'outages',
  {
    id,
    tenantId,
    sourceId: text()
      .notNull()
      .references(() => sources.id),
    startedAt: time().notNull(),
    /** Null while it lasts. */
    endedAt: time(),
    noticedAt: time().notNull(),
  },
  (outage) => [
    uniqueIndex('outages_one_open')
      .on(outage.sourceId)
      .where(sql`ended_at is null`),
    index().on(outage.tenantId, outage.startedAt),
  ],
);

/** Who of the staff gets the digest of alerts by mail, and how often. Without a row: as the role has it by default. */
export const digests = pgTable(
  'digests',
  {
    tenantId,
    userId: text().notNull(),
    every: text().$type<DigestEvery>().notNull(),
    /** Until when alerts were told. */
    toldUntil: time(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.userId] })],
);

/** Who looked at whom: every reading of a learner by name leaves its mark, one row an hour for each reader and what they read. */
export const looks = pgTable(
  'looks',
  {
    tenantId,
    /** A person's or an API key's id. */
    byId: text().notNull(),
    role: text().$type<Role | 'program'>().notNull(),
    what: text()
      .$type<
        | 'cohort'
        | 'learner'
        | 'journey'
        | 'outlook'
        | 'cases'
        | 'alerts'
        | 'nudges'
        | 'decisions'
        | 'contests'
        | 'checks'
        | 'scoring'
      >()
      .notNull(),
    /** Of whom; empty for a reading of several. */
    learnerId: text().notNull().default(''),
    cohortId: text().notNull().default(''),
    hour: time().notNull(),
    times: integer().notNull().default(1),
    lastAt: time().notNull(),
  },
  (look) => [
    primaryKey({
      columns: [look.tenantId, look.learnerId, look.hour, look.byId, look.what, look.cohortId],
    }),
  ],
);

/** Learners of a cohort and a stretch of time that somebody picked out, so that a link to them can be sent. */
export const selections = pgTable(
  'selections',
  {
    /** Made of what is selected: the same twice is one. */
    id,
    tenantId,
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    enrolments: jsonb().$type<string[]>().notNull(),
    startsAt: time().notNull(),
    endsAt: time().notNull(),
    createdAt: time().notNull(),
  },
  (row) => [index().on(row.tenantId, row.createdAt)],
);

/** A link that a television shows cohorts by. Whoever has it needs no account; of the token itself only a hash is kept. */
export const walls = pgTable(
  'walls',
  {
    id,
    tenantId,
    name: text().notNull(),
    tokenHash: text().notNull(),
    cohorts: text().array().notNull(),
    mode: text().$type<WallMode>().notNull(),
    secondsPerCohort: integer().notNull(),
    madeById: text().notNull(),
    madeByName: text().notNull(),
    madeAt: time().notNull(),
    revokedById: text(),
    revokedByName: text(),
    /** From then on it shows nothing, and the row is kept only for the record. */
    revokedAt: time(),
    /** To the minute. */
    lastShownAt: time(),
  },
  (wall) => [unique().on(wall.tokenHash), index().on(wall.tenantId, wall.madeAt)],
);

/** What a tenant decides about itself; without a row the defaults hold. */
export const tenantSettings = pgTable('tenant_settings', {
  tenantId: text().primaryKey(),
  /** The history of events goes after so many days. */
  eventDays: integer().notNull().default(400),
  /** What learners wrote goes earlier; what it sounded like stays. 0 keeps no text at all. */
  textDays: integer().notNull().default(90),
  /** What was shown of cohorts, minute by minute, goes after so many. */
  recordingDays: integer().notNull().default(30),
});

/**
 * What was shown of a cohort at the end of a minute in which it changed: the whole of it now and then, and between them steps that
 * lead from one to the next.
 */
export const recordings = pgTable(
  'recordings',
  {
    tenantId,
    cohortId: text()
      .notNull()
      .references(() => cohorts.id),
    /** Counted since 1970. */
    minute: integer().notNull(),
    isWhole: boolean().notNull(),
    /** Before this nothing is known since the recording before. */
    hasGap: boolean().notNull().default(false),
    /** Of the whole view, as `engagement/screen/view-bytes.ts` has it. */
    hash: text().notNull(),
    /** Up to which announcement it goes. */
    epoch: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    body: bytea().notNull(),
  },
  (row) => [primaryKey({ columns: [row.tenantId, row.cohortId, row.minute] })],
);

/** Secrets every process of an installation shares, made once. */
export const secrets = pgTable('secrets', { name: text().primaryKey(), value: text().notNull() });

export const tenantTables = [
  'programmes',
  'cohorts',
  'learners',
  'enrolments',
  'sources',
  'source_cohorts',
  'assessments',
  'band_changes',
  'risk_hours',
  'risk_models',
  'model_drifts',
  'alerts',
  'alert_steps',
  'nudges',
  'nudge_decisions',
  'nudge_arms',
  'nudge_policies',
  'nudge_stops',
  'nudge_deliveries',
  'nudge_preferences',
  'push_subscriptions',
  'webhooks',
  'contests',
  'items',
  'checks',
  'challenges',
  'challenge_members',
  'mentor_hours',
  'cases',
  'case_steps',
  'interventions',
  'learner_weeks',
  'scorings',
  'source_hours',
  'outages',
  'digests',
  'selections',
  'looks',
  'walls',
  'events',
  'tenant_settings',
  'recordings',
] as const;
