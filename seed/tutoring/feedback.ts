import type { Random } from '../random.ts';

/**
 * What a learner writes beside their rating. Mostly it says what the stars say; now and then somebody
 * is kinder than their stars, since not every poor session brings bad feedback (D5).
 */
export function feedbackOf(random: Random, { stars, mentor }: { stars: number; mentor: string }): string {
  const { opening, core, closing } = texts[toneOf(random, stars)];
  const parts = [
    random.pick(opening),
    random.pick(core),
    ...(random.chance(0.7) ? [random.pick(closing)] : []),
  ];
  return parts.join(' ').replaceAll('{mentor}', mentor.split(' ')[0] ?? mentor);
}

type Tone = keyof typeof texts;

function toneOf(random: Random, stars: number): Tone {
  if (stars >= 4) return 'glad';
  if (stars > 2) return 'mixed';
  return random.chance(0.25) ? 'kind' : 'unhappy';
}

const texts = {
  glad: {
    opening: [
      'Really good session today.',
      'Thanks, {mentor}!',
      'That was fun, honestly.',
      'I enjoyed this one.',
      'Great hour with {mentor}.',
      'So happy with how this went.',
      'Best session so far.',
      '{mentor} is great.',
    ],
    core: [
      'I finally understand how to bring both fractions to the same denominator.',
      'We did three problems together and then I solved two on my own.',
      'Whenever I got something wrong we found out why, and then it was easy.',
      'I love that I get to explain it back.',
      'The drawings made the word problems clear.',
      'I did most of the talking, which is new for me, and it was helpful.',
      '{mentor} asked every few minutes if it made sense, and it did.',
      'Percentages used to scare me and now I can do them, I am proud of that.',
      'We found a nice way to check my own answers.',
      'It is interesting how ratios and fractions are the same thing.',
    ],
    closing: [
      'See you next week!',
      'Thank you.',
      'Looking forward to the next one.',
      'I feel much better about the test now.',
      'My mum says thanks too.',
      'More like this please.',
    ],
  },
  mixed: {
    opening: [
      'It was okay.',
      'Good start, but then it got a bit much.',
      'Not bad.',
      'Some of it was helpful.',
      'Fine today.',
      'Thanks for your time, {mentor}.',
    ],
    core: [
      'I understand the first part, the second one is still unclear.',
      'It was a bit fast and I was tired, so not all of it stayed.',
      'We spent a long time on one problem that was quite hard.',
      'I would have liked to try more on my own.',
      'The connection kept dropping, which was annoying, but the exercises were good.',
      'I am still a little confused about when to divide and when to multiply.',
      'Good examples, but I did not get to ask my questions.',
      'The homework we went through was easy, the new part is difficult.',
    ],
    closing: [
      'Maybe slower next time.',
      'We will see next week.',
      'Could we repeat the last part?',
      'I will try the sheet again at home.',
      'Thanks anyway.',
    ],
  },
  unhappy: {
    opening: [
      'I am frustrated.',
      'This did not help me.',
      'Honestly that was a bad session.',
      'I do not think this is working.',
      'Not a good day.',
      'Sorry, but I got nothing out of this.',
    ],
    core: [
      'I was lost after ten minutes and nobody noticed.',
      '{mentor} talked nearly the whole time and I still feel stuck.',
      'I asked something and the answer was even more confusing.',
      'It felt like a lecture and I was bored.',
      'I failed the same problem three times and we just moved on.',
      'I am more worried about the test than before.',
      'Everything went too fast, it seems impossible to me.',
      'I sat there feeling useless.',
    ],
    closing: [
      'I am not sure I want another one.',
      'Please tell me if I can change mentors.',
      'It makes me sad because I tried.',
      'I am falling behind.',
      'Next time somebody else please.',
    ],
  },
  kind: {
    opening: [
      'Thanks, {mentor}, I know you tried.',
      'Not your fault, I was tired today.',
      'Thank you for staying patient.',
      'Few stars only because I was not on form.',
    ],
    core: [
      'I did not get far, but it was nice to have company with it.',
      'I am just slow with this topic.',
      'The last example was good, I think I need more time.',
      'I should have read the sheet before.',
    ],
    closing: ['It will get better.', 'I will practise at home.', 'Thank you anyway.'],
  },
} as const;
