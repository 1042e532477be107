import type { Random } from './random.ts';

/** What a post sounds like; brief A12's seven emotions, and calm (contradiction row 20). */
export type Emotion = keyof typeof posts;

/** A post about a skill or module, in the words of somebody who feels like this. */
export function postOf(random: Random, emotion: Emotion, about: { module: string; skill: string }): string {
  return random
    .pick(posts[emotion])
    .replaceAll('{skill}', about.skill.toLowerCase())
    .replaceAll('{module}', about.module);
}

const posts = {
  calm: [
    'For anyone looking: the worksheet on {skill} is under {module}, second link.',
    'I write down the steps for {skill} on a card and keep it next to me. It is slow but it works.',
    'Question 4 and question 7 on {skill} are the same idea with different numbers.',
    'My answer to the {skill} one is 18. Same for others?',
  ],
  joy: [
    'It finally clicked! I got every question on {skill} right this time!',
    'Thanks everyone, the drawing you posted for {skill} helped so much. I am really happy with my result.',
    'Just finished {module}. Great feeling, and I actually enjoyed it!',
    'First time I explained {skill} to someone else and it made sense to both of us :)',
  ],
  interest: [
    'Does {skill} also work when the numbers are negative? I would love to see an example.',
    'I found out that builders use {skill} all the time. Are there more examples like that?',
    'Why does the rule for {skill} work? The video shows how, but I would like to know why.',
    'Is there anything harder on {skill}? I want to try it before we move on.',
  ],
  confusion: [
    'I do not understand step 2 of the {skill} example. Where does the 6 come from?',
    'Can somebody explain {skill} in other words? I get a different answer every time.',
    'I thought I had to do {skill} from left to right, but the solution goes the other way?',
    'What is the question even asking for? I mean the third one in {module}.',
  ],
  frustration: [
    'I have tried the {skill} quiz four times now and I still get it wrong. What am I missing?',
    'This is annoying. I did exactly what the video says about {skill} and it is marked wrong.',
    'Stuck on {skill} again. I need help, I have been on this for an hour.',
    'Nothing in {module} works for me today. Is anyone else stuck?',
  ],
  anxiety: [
    'I am worried about the test. I still cannot do {skill}. Can someone help me please?',
    'Is {skill} going to be in the assessment? I am nervous, I missed two weeks.',
    'I feel like everybody else has finished {module} and I am far behind. Where should I start?',
  ],
  sadness: [
    'I used to be good at this. {skill} makes me feel stupid.',
    'I do not think I can keep up with {module} any more.',
    'Got 30 percent on {skill}. I really tried this time.',
  ],
  anger: [
    'The {skill} quiz is broken, it took away my points for a correct answer. This is unfair.',
    'Who thought it was a good idea to give us {skill} and {module} in the same week? Ridiculous.',
  ],
} as const;
