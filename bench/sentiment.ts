import { type TextSentiment, sentimentOf } from '#engagement/sentiment.ts';
import { emotions } from '#engagement/sentiment/emotion.ts';
import { words } from '#seed/forum-words.ts';
import type { Emotion } from '#seed/forum-words.ts';
import { postOf } from '#seed/forum.ts';
import { openRandom } from '#seed/random.ts';
import type { Bench } from './bench.ts';
import { libraryAlone } from './posts/library.ts';
import { type Reading, accuracyOf, f1, foundOf, macroF1 } from './posts/measures.ts';
import { type Post, labels, readPosts } from './posts/posts.ts';
import { type Row, median, row } from './row.ts';

interface Read extends Post {
  sentiment: TextSentiment;
}

const runs = 5;
const seededPosts = 4_000;
const wordsOfText = 30;
const sure = 0.7;

/** How well texts are read, beside the library without our rules, and what one costs. It needs no stores. */
export function sentiment({ say }: Bench): Promise<Row[]> {
  const posts = readPosts();
  const english = posts.filter(({ label }) => label !== 'not_scored');
  const read = posts.map((post): Read => ({ ...post, sentiment: sentimentOf(post.text) }));
  const alone = libraryAlone(english.filter(({ isHeldOut }) => !isHeldOut));
  say(`${english.length} posts in English, ${posts.length - english.length} in other languages`);
  const rows = [false, true].flatMap((isHeldOut) => {
    const part = read.filter((post) => post.isHeldOut === isHeldOut);
    return rowsOf(isHeldOut ? 'held out' : 'tuned', part, alone);
  });
  say('what the seeded learners write');
  return Promise.resolve([...rows, ...seededRows(), ...timeRows(english.map(({ text }) => text))]);
}

function rowsOf(name: string, part: readonly Read[], alone: (text: string) => string): Row[] {
  const english = part.filter(({ label }) => label !== 'not_scored');
  const others = part.filter(({ label }) => label === 'not_scored');
  const ours = english.map((post): Reading => [post.label, labelOf(post)]);
  const library = english.map(({ label, text }): Reading => [label, alone(text)]);
  const surely = english.filter((post) => post.sentiment.confidence >= sure);
  const help = foundOf(english.map((post) => [post.asksForHelp, post.sentiment.help.length > 0]));
  const felt = emotions.map((emotion) =>
    f1(english.map((post) => [post.emotions.includes(emotion), emotion in post.sentiment.emotions])),
  );
  return [
    row(`${name}, label right`, '%', percent(accuracyOf(ours))),
    row(`${name}, label right, library alone`, '%', percent(accuracyOf(library))),
    row(`${name}, labels`, 'macro-F1', macroF1(ours, labels)),
    row(`${name}, labels, library alone`, 'macro-F1', macroF1(library, labels)),
    row(`${name}, on the right side: good, neutral, bad`, '%', percent(accuracyOf(ours.map(sided)))),
    row(`${name}, the same, library alone`, '%', percent(accuracyOf(library.map(sided)))),
    row(
      `${name}, label right where confidence is ${sure} or more`,
      '%',
      percent(accuracyOf(surely.map((post) => [post.label, labelOf(post)]))),
    ),
    row(`${name}, share of those`, '%', percent(surely.length / english.length)),
    row(`${name}, help, precision`, '%', percent(help.precision)),
    row(`${name}, help, recall`, '%', percent(help.recall)),
    row(`${name}, emotions`, 'macro-F1', felt.reduce((sum, one) => sum + one, 0) / felt.length),
    row(`${name}, English that is scored`, '%', percent(english.filter(isScored).length / english.length)),
    row(
      `${name}, other languages that are not`,
      '%',
      percent(1 - others.filter(isScored).length / others.length),
    ),
  ];
}

function labelOf({ sentiment: { label } }: Read): string {
  return label ?? 'not_scored';
}

function isScored({ sentiment: { score } }: Read): boolean {
  return score !== null;
}

function sided([meant, read]: Reading): Reading {
  return [meant.replace('very_', ''), read.replace('very_', '')];
}

/** Whether posts of the seeded forum are read as what their writers felt; others wrote them, for another purpose. */
function seededRows(): Row[] {
  const random = openRandom('bench');
  const about = { module: 'Ratio and percentages', skill: 'Unit rates' };
  const felt = Object.keys(words) as Emotion[];
  const read = Array.from({ length: seededPosts }, () => {
    const emotion = random.pick(felt);
    const found = sentimentOf(postOf(random, { emotion, seeksHelp: false }, about)).emotions;
    return emotion === 'calm' ? Object.keys(found).length === 0 : emotion in found;
  });
  return [row('seeded forum, emotion found', '%', percent(read.filter(Boolean).length / read.length))];
}

function timeRows(posts: readonly string[]): Row[] {
  const all = posts.join(' ').split(' ');
  const texts = Array.from({ length: Math.floor(all.length / wordsOfText) }, (_, index) =>
    all.slice(index * wordsOfText, (index + 1) * wordsOfText).join(' '),
  );
  return [
    row('a post', 'µs of a core', costUs(posts)),
    row(`a text of ${wordsOfText} words`, 'µs of a core', costUs(texts)),
  ];
}

/** Of the processor rather than of the clock: what else the machine does is not counted. */
function costUs(texts: readonly string[]): number {
  const turns = Math.ceil(10_000 / texts.length);
  const figures = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    for (let turn = 0; turn < turns; turn++) for (const text of texts) sentimentOf(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / turns / texts.length;
  });
  return median(figures);
}

function percent(share: number): number {
  return 100 * share;
}
