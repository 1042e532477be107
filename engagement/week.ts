/** Brief A9: what each day of a week held, by date. Null is not zero: nothing was planned, or nothing was said. */
export type WeekDays = Record<
  string,
  { attendance: boolean | null; lms_minutes: number; sentiment: number | null }
>;
