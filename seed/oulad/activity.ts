import type { EventType } from '#engagement/event.ts';

/** What a page of this kind of material is to us, and what its readers call it. */
export interface Activity {
  type: EventType;
  skill: string;
}

/**
 * The data counts clicks on pages, by kind of material. What is behind a click it does not say, so each
 * becomes the least that it surely was: a page that was opened, unless the kind of page
 * says more. A kind we do not know is a page that was opened as well.
 */
export function activityOf(kind: string): Activity {
  return activities.get(kind) ?? { type: 'content_view', skill: kind };
}

const activities = new Map<string, Activity>([
  // The first page of the course, once a day for nearly everybody who comes: as near to a login as the data gets.
  ['homepage', { type: 'login', skill: 'Home page' }],
  // Reading far more often than writing; a post would be a claim, and it would have no text.
  ['forumng', { type: 'content_view', skill: 'Forum' }],
  // Pages of a quiz; what came of it is not in the clicks, so the attempt has no result.
  ['quiz', { type: 'quiz_attempt', skill: 'Quiz' }],
  ['externalquiz', { type: 'quiz_attempt', skill: 'External quiz' }],
  // Rooms for tutorials held online, of both makes the university used.
  ['oucollaborate', { type: 'live_session_join', skill: 'Online room' }],
  ['ouelluminate', { type: 'live_session_join', skill: 'Online room' }],
  // Files to take along: PDFs, recordings, books.
  ['resource', { type: 'resource_download', skill: 'Resources' }],
  ['folder', { type: 'resource_download', skill: 'Resources' }],
  // Everything else is a page that was read.
  ['oucontent', { type: 'content_view', skill: 'Course text' }],
  ['subpage', { type: 'content_view', skill: 'Course pages' }],
  ['sharedsubpage', { type: 'content_view', skill: 'Course pages' }],
  ['page', { type: 'content_view', skill: 'Course pages' }],
  ['url', { type: 'content_view', skill: 'Links' }],
  ['ouwiki', { type: 'content_view', skill: 'Wiki' }],
  ['glossary', { type: 'content_view', skill: 'Glossary' }],
  ['dualpane', { type: 'content_view', skill: 'Course text' }],
  ['dataplus', { type: 'content_view', skill: 'Database' }],
  ['questionnaire', { type: 'content_view', skill: 'Questionnaire' }],
  ['htmlactivity', { type: 'content_view', skill: 'Interactive page' }],
  ['repeatactivity', { type: 'content_view', skill: 'Interactive page' }],
]);

/** Work that was handed in, whoever marks it; an exam is sat. */
export function submissionOf(type: string): Activity {
  return type === 'TMA' || type === 'CMA'
    ? { type: 'assignment_submission', skill: type === 'CMA' ? 'Computer-marked assignment' : 'Assignment' }
    : { type: 'quiz_attempt', skill: type };
}

/** A mark is not known on the day: the markers have two weeks. */
export const markedAfterDays = 14;
/** Of one kind of material on one day; fewer than one day in a thousand has more, and the hour would be a blur. */
export const pagesMax = 20;
