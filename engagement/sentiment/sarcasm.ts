import type { Hit } from './hits.ts';
import type { Sentence, Token } from './tokens.ts';

/**
 * Turns praise that is meant as its opposite: "Great, another quiz that does not load." Only where something
 * gives it away (a mark such as "/s", rolling eyes, a stock phrase, or praise right beside a mishap): dry
 * irony without any of these is read as it stands.
 */
export function withSarcasm(
  sentences: readonly Sentence[],
  hits: readonly Hit[][],
): { hits: Hit[][]; isSarcastic: boolean } {
  const all = sentences.flatMap(({ tokens }) => tokens);
  const isMarked = all.some(({ kind, text }) => kind === 'sign' && marks.has(text));
  const isMishap = all.some(({ text }, at) => mishaps.has(text) || isUndone(all, at));
  let isSarcastic = false;
  const turned = sentences.map((sentence, index) => {
    const own = hits[index] ?? [];
    const praises = own.some(({ kind, valence }) => kind !== 'sign' && valence > 0);
    const isStock = stockPhrases.test(saidIn(sentence));
    const isDry = praises && isMishap && (opensWithPraise(sentence) || dryPhrases.test(saidIn(sentence)));
    // What follows a joke is part of it: "Well done."
    if (!isStock && !isDry && !((isMarked || isSarcastic) && praises)) return own;
    isSarcastic = true;
    return isStock && !praises ? [...own, stockHit] : own.map(turnedOver);
  });
  return { hits: turned, isSarcastic };
}

const marks = new Set(['/s', '🙄', '🙃']);

/** What goes wrong in the lives of learners. */
const mishaps = new Set(
  `again another crash crashed crashes crashing fail failed fails failing broken down lost gone corrupt deadline wrong missing deleted
  cancelled error errors froze frozen holiday midnight weekend sunday closed expired nobody useless worst late stuck logs eats ate`.split(
    /\s+/,
  ),
);

/** "does not load", "doesn't work". */
function isUndone(tokens: readonly Token[], at: number): boolean {
  const [first, second, third] = [
    tokens[at]?.text ?? '',
    tokens[at + 1]?.text ?? '',
    tokens[at + 2]?.text ?? '',
  ];
  const undone =
    first === "doesn't" || first === "won't" || first === "didn't" ? second : second === 'not' ? third : '';
  return (
    undone === 'load' || undone === 'work' || undone === 'open' || undone === 'start' || undone === 'save'
  );
}

const stockPhrases =
  /\b(?:yeah right|thanks for nothing|(?:just|exactly) what i needed|who doesn't (?:love|like|enjoy)|lucky me|how convenient|as if i had|oh joy)\b/;
const dryPhrases =
  /\b(?:i (?:just )?(?:love|enjoy|like) (?:it )?(?:when|how|that)|(?:what|such) an? \w+ (?:idea|plan|system|surprise|timing|start|way))\b/;

function opensWithPraise({ tokens }: Sentence): boolean {
  const at = tokens.findIndex(({ kind, text }) => kind !== 'pause' && !fillers.has(text));
  if (!dryPraise.has(tokens[at]?.text ?? '')) return false;
  const next = tokens[at + 1];
  return next === undefined || next.kind === 'pause' || next.text === 'another' || next.text === 'just';
}

const fillers = new Set(['oh', 'ah', 'well', 'just', 'so', 'how', 'absolutely', 'simply', 'really']);
const dryPraise = new Set(
  'great fantastic wonderful brilliant lovely perfect awesome nice amazing excellent super marvellous sure'.split(
    ' ',
  ),
);

function saidIn({ tokens }: Sentence): string {
  return tokens.map(({ text }) => text).join(' ');
}

const leastTurned = 1.6;

function turnedOver(hit: Hit): Hit {
  if (hit.valence <= 0 || hit.kind === 'sign') return hit;
  return { ...hit, valence: -Math.max(leastTurned, hit.valence / 2), said: '' };
}

const stockHit: Hit = {
  at: 0,
  valence: -leastTurned,
  said: '',
  kind: 'phrase',
  isNegated: false,
  isGuessed: false,
  share: 1,
};
