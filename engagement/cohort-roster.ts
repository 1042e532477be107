/** What is known of the learners of a cohort beside what its screen follows: it changes seldom, and never with an event. */
export interface CohortRoster {
  learners: {
    enrolment: string;
    /** RFC 3339. */
    enrolledAt: string;
    /** Which others they are in as well, by the alphabet; those that are over are left out. */
    courses: string[];
  }[];
}

/** As many as a screen shows. */
export const rosterMax = 10_000;
