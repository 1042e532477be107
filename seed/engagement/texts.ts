import { sentimentOf } from '#engagement/sentiment.ts';
import type { SentimentLabel } from '#engagement/sentiment/label.ts';

/** Posts of the three classes; `{unit}` is what they work on. How each of them sounds is found by the product's own rule. */
const posts = [
  'Thanks for walking us through {unit} today, it was great.',
  'I love this part of the course. {unit} is what I came here for.',
  'Really enjoyed the group work on {unit}!',
  'That was a fantastic session on {unit}.',
  'So happy with my result on {unit}, I am proud of all of us.',
  'Wonderful to hear from somebody who does {unit} every day.',
  'Thank you for the feedback on {unit}. I had fun doing it again.',
  'Excellent examples for {unit}, I tried them at work the same evening.',
  'I am excited for the next part after {unit}.',
  'What an awesome guest, {unit} will stay with me.',
  'Great, my family now wants to know about {unit} too.',
  'Just finished {unit} and I love how it all fits together.',
  'Good summary of {unit}, I printed it.',
  'The second video made {unit} clear for me.',
  'The checklist for {unit} is helpful at work.',
  'I understand {unit} now, the drawing did it.',
  'Nice idea to practise {unit} in pairs.',
  'Solved the last task on {unit}. My answer is the third one.',
  'My notes on {unit} are in the shared folder, better than last week I hope.',
  'Reading {unit} a second time was easy.',
  'A good discussion on {unit}, and a clear plan for the next one.',
  'Would it be helpful if I share my template for {unit}?',
  'The new timetable is good, {unit} on Thursday suits me.',
  'My group meets on Wednesday for {unit}, all welcome. It is a nice room.',
  'The sheet on {unit} is good, but I am stuck on the second page.',
  'Interesting reading on {unit}, but I am behind on two chapters.',
  'Not bad so far, just hard to keep up with {unit} after a late shift.',
  'The video on {unit} was helpful, but I am still stuck with the written part.',
  'I enjoyed the first half of {unit}, then I got lost and now I am worried about the test.',
  'I understand what {unit} is about and still get stuck on every question.',
  'Nice people in my group for {unit}. I am tired and behind, sorry.',
  'I like the group work on {unit}, but I am tired after the night shift.',
  'Thanks for the notes on {unit}, but the second part is still unclear to me.',
  'Is there a better recording of {unit}? I got lost after ten minutes.',
  'Fun exercise on {unit}, but a hard one. I am worried I missed the point.',
  'Nice summary of {unit}, though I still struggle with the questions.',
  'The example for {unit} was useful, but the task is too difficult for me.',
  'Kind people in the session on {unit}, though I was tired and missed the point.',
  'I am worried about {unit}, and I am behind with all of it.',
  'Tired, confused, and {unit} is due on Friday.',
  'I find {unit} hard and the instructions unclear.',
] as const;

/** Posts by how they sound. The neutral ones lean to the dark side: their writers are not well, without saying so. */
export const postsByLabel: Record<SentimentLabel, readonly string[]> = {
  very_positive: postsLike('very_positive'),
  positive: postsLike('positive'),
  neutral: postsLike('neutral').filter((post) => (sentimentOf(post).score ?? 0) < 0),
  negative: postsLike('negative'),
  very_negative: postsLike('very_negative'),
};

function postsLike(label: SentimentLabel): string[] {
  return posts.filter((post) => sentimentOf(post).label === label);
}
