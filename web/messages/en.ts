// All that the page says, in English: a part for each thing that is spoken of. Each name goes by itself, so that a screen loads
// the parts that it shows and no others. Another language is one more list of these names.

export { alerts } from './en-alerts.ts';
export { cases, queue } from './en-cases.ts';
export { check, items } from './en-check.ts';
export { attention, changed, cohort, cohorts, figures, heat, legend } from './en-cohort.ts';
export { deciding } from './en-deciding.ts';
export { decisions } from './en-decisions.ts';
export { delivery } from './en-delivery.ts';
export { difference } from './en-difference.ts';
export { effect } from './en-effect.ts';
export {
  account,
  connection,
  copyLink,
  failure,
  frame,
  how,
  language,
  leaving,
  loading,
  lost,
  number,
  person,
  product,
  theme,
  time,
  titled,
  unreachable,
} from './en-frame.ts';
export { journey } from './en-journey.ts';
export { keys } from './en-keys.ts';
export { days, learner, weeks } from './en-learner.ts';
export { mail } from './en-mail.ts';
export { me } from './en-me.ts';
export { contests, mine } from './en-mine.ts';
export { model } from './en-model.ts';
export { nudge } from './en-nudge.ts';
export { outage } from './en-outage.ts';
export { outlook } from './en-outlook.ts';
export { plan } from './en-plan.ts';
export { policy } from './en-policy.ts';
export { riskHow } from './en-risk-how.ts';
export { risk } from './en-risk.ts';
export { scoreHow } from './en-score-how.ts';
export { score } from './en-score.ts';
export { scoring } from './en-scoring.ts';
export { screen } from './en-screen.ts';
export { sources } from './en-sources.ts';
export { start } from './en-start.ts';
export { asking, mentoring, myMentor, together, weekdays } from './en-together.ts';
export { unusual } from './en-unusual.ts';
export { wall } from './en-wall.ts';
