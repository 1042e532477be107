/** Brief A12's seven. What is found are signals of a text, with how strongly they speak; never facts about a person. */
export const emotions = [
  'joy',
  'interest',
  'confusion',
  'frustration',
  'anxiety',
  'anger',
  'sadness',
] as const;
export type Emotion = (typeof emotions)[number];
