import type { Sentence } from './tokens.ts';

/**
 * What a text asks for, in its own words: help, an answer from somebody, a place to begin. Found apart from
 * how it sounds: most who ask are polite, and most who complain ask for nothing. An offer is no request.
 */
export function helpAsked(sentences: readonly Sentence[]): string[] {
  const found = new Set<string>();
  for (const { tokens, end } of sentences) {
    const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
    const said = words.join(' ');
    const isQuestion = end.includes('?');
    if (!isQuestion && !words.some((word) => cues.has(word))) continue;
    if (said.search(offers) !== -1) continue;
    for (const pattern of isQuestion ? [always, inQuestions] : [always])
      for (const [phrase] of said.matchAll(pattern)) found.add(phrase);
    if (isQuestion && words.length <= fewWords && words.some((word) => calls.has(word))) found.add(said);
  }
  return [...found].slice(0, phrasesMost);
}

const phrasesMost = 5;
/** "Tips?", "stuck, anyone?", "any ideas?" */
const fewWords = 4;
const calls = new Set(
  'help tips hints hint advice pointers ideas suggestions anyone anybody thoughts'.split(' '),
);

/** Without one of these, what is no question asks for nothing. */
const cues = new Set(
  `help advice assistance guidance support hint hints tip tips pointers hand can could would will may might need please don't dunno idea
  clue unsure sure looking any anyone anybody someone somebody point tell work grateful appreciate sos what`.split(
    /\s+/,
  ),
);

const offers = oneOf([
  '(?:happy|glad|pleased|able|free|willing|here) to (?:help|explain|share)',
  '(?:can|could|will|would) (?:gladly )?help (?:you|others|anyone|each)',
  "(?:i'll|we'll|i will|i can|i could) (?:happily )?help",
  '(?:if|in case) (?:you|anyone|anybody|someone) (?:need|needs|want|wants|like|is stuck)',
  "(?:don't|do not|didn't|no longer) (?:need|want) (?:any |your |the )?help",
  'glad i could',
  'hope (?:that|this|it) helps',
  'asked for help',
  'help each other',
  '(?:thanks|thank you) for (?:the|your|all|helping)',
]);

const somebody =
  '(?:someone|anyone|somebody|anybody|any of you|some of you|one of you|a tutor|a mentor|the tutor|the teacher|you|u|we)';
const helpful =
  '(?:help|explain|tell|show|check|point|give|share|clarify|confirm|advise|assist|look|have a look|take a look|go over|go through|walk|post|send|recommend|suggest|review|sit down|sum up|help me)';

const always = oneOf([
  `(?:can|could|would|will|may|might) ${somebody} (?:please |maybe |kindly |possibly )?${helpful}`,
  `(?:someone|somebody|anyone|anybody) (?:please )?(?:help|explain|tell|show|check)`,
  '(?:need|needed|want|like|appreciate|use|seeking|asking for|looking for|grateful for|thankful for|very) (?:your |some |a bit of |a little |any |extra |more )*(?:help|advice|assistance|guidance|support|hint|hints|tip|tips|pointers|a hand)',
  'need(?:s)? a hand',
  'appreciate a hand',
  'could use (?:some |a )?(?:help|hand|advice)',
  '(?:please|pls) (?:help|advise|explain|somebody|someone)',
  'help (?:me|us|please|wanted|needed)',
  'help would be',
  "(?:don't|do not|dunno|no idea|no clue|not sure|unsure) (?:know |really know )?(?:how |where |what )(?:to|i should) (?:even )?(?:start|begin|do|go|proceed|use|solve)",
  "(?:don't|do not) know where to",
  'no clue how',
  'looking for (?:someone|somebody|a partner|a study)',
  'any (?:help|advice|pointers|tips|hints|hint|suggestions|ideas|guidance)',
  'point me in',
  '(?:what am i|tell me what i am) (?:doing wrong|missing)',
  "can't work out how",
  'sos',
]);

const inQuestions = oneOf([
  '(?:does|do|has|is|did|would|will) (?:anyone|anybody|somebody|someone|any of you|there anyone|there anybody|there a (?:tutor|drop))(?: \\w+)?(?: \\w+)?',
  'is there (?:someone|anyone|anybody|somebody|a tutor|a drop in)',
  'can i (?:ask|get|talk)',
  'where (?:can|could|do|should) i(?: \\w+)?',
  '(?:how|what|which) (?:\\w+ ){0,2}(?:do|should|would|can|could|am) (?:i|we|u|you)(?: \\w+)?(?: \\w+)?',
  'who can (?:help|show|explain|tell)',
  'what am i (?:missing|doing wrong)',
  'could we go over',
  'can we (?:go over|go through|talk)',
  'what does \\w+(?: \\w+){0,4} mean',
]);

/** Each pattern has a bounded reach: no text makes it slow. */
function oneOf(patterns: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${patterns.join('|')})\\b`, 'g');
}
