/** Something unusual about what a learner does, against their own usual or the cohort's (brief E1), and by how much. */
export interface Anomaly {
  /** Less or more than usual, or at hours at which they usually do nothing. */
  what: 'quieter' | 'busier' | 'odd_hours';
  than: 'self' | 'cohort';
  /** What is counted. */
  of: 'events' | 'minutes' | 'active_days';
  /** Over how many days, the last of them today. */
  days: number;
  observed: number;
  /** The median, and how far half of what was seen lies from it, scaled like a standard deviation. */
  usual: number;
  spread: number;
  /** (observed - usual) / spread. */
  deviations: number;
}
