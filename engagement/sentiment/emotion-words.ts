import type { Emotion } from './emotion.ts';

/**
 * How strongly a word, phrase or sign speaks of an emotion, 0 to 1. What is negated speaks of nothing:
 * who is not worried may be anything.
 */
export const emotionWords: Record<Emotion, readonly (readonly [strength: number, words: string])[]> = {
  joy: [
    [
      0.8,
      `love, loved, loving, thrilled, delighted, ecstatic, overjoyed, happy, happiest, over the moon, excited,
    joy, yay, yaay, woohoo, hooray, proud, proudly, amazing, awesome, fantastic, wonderful, brilliant,
    couldn't be happier, best ever, can't wait, 🎉, 🥳, 😍, ❤, 💖, 😄, 😀, 😁, 🤩, <3, :D, excellent, superb,
    outstanding, incredible, best, perfect`,
    ],
    [
      0.55,
      `clicked, stop smiling, paid off, works wonders, made sense, enjoy, enjoyed, enjoying, enjoyable, glad,
    fun, pleased, pleasure, i like, lovely, beautiful, relieved, laughed, laugh, smile, smiling, delight,
    grateful, thankful, haha, looking forward, i'd love, feels great, feels good, feel great, feel good,
    feel fantastic, 😊, 🙂, ☺, :), =), 💪, look forward, couldn't have asked for a better, xD, 🙌`,
    ],
  ],
  interest: [
    [
      0.7,
      `curious, fascinating, fascinated, intriguing, intrigued, interesting, interested, wonder, wondering,
    wondered, i'd love to learn, i'd love to see, out of curiosity, curiosity, want to learn more, like to
    know more, know more about, i want to try, more examples like, asked myself, 💡`,
    ],
    [
      0.45,
      `never thought about, what happens if, what happens to, does it also, also work, would a computer, why is
    the, why does the, i tried it, found out, look ahead, something i noticed, pattern in it, where it is
    used, different way, looked up, surprisingly, does anybody know a good, like to know why, how far can,
    what comes after, what do you think, like to see a, 🤔, 👀`,
    ],
  ],
  confusion: [
    [
      0.75,
      `confused, confusing, confuses, confusion, puzzled, puzzling, don't understand, do not understand, didn't
    understand, not understand, can't understand, makes no sense, make no sense, no sense to me, don't get,
    do not get, didn't get, i am lost, i'm lost, i got lost, completely lost, totally lost, no clue, no
    idea, can't see why, cannot see why, what am i missing, not clear, unclear, less clear, don't know where
    to start, lost me, loses me, baffled, clueless, over my head, the less i understand`,
    ],
    [
      0.5,
      `lost, did not get the, didn't get the, mixing up, mix up, mixed up, which is it, ambiguous, contradicts,
    contradictory, huh, what did what does it mean, supposed to, not obvious, misread, not sure how, not
    sure what, cryptic, incomprehensible, hm, hmm, don't see what, do not see what, don't see how, says
    something else, how did they get, am i reading it wrong, where does the, what is the question, says
    otherwise, different answer, which one counts, why do we suddenly, disagree about, don't follow, is it
    allowed, do i need, 😕, 🤷, :/`,
    ],
  ],
  frustration: [
    [
      0.75,
      `frustrated, frustrating, frustration, annoying, annoyed, annoys, stuck, ugh, argh, nothing works, sick
    of, tired of, drives me, driving me, up the wall, i give up, gave up, giving up, had enough, useless,
    getting nowhere, got nowhere, infuriating, could scream, thanks for nothing, so done, irritating,
    irritated, 😤, 😩, 😫, 🙄, 🙃, 🤬`,
    ],
    [
      0.5,
      `again and again, fed up, for hours, starting over, start over, still wrong, still get it wrong, get it
    wrong, wrong again, failed again, can't get past, cannot get past, whatever i do, same mistake, every
    time, all the time, waste of time, waste, pointless, crashed, crashes, froze, keeps crashing, logs me
    out, going in circles, round in circles, what was the point, tried everything, doesn't work, does not
    work, never works, never work, not work, hours on, times now, five times, second time, impossible,
    marked wrong, too many, too much, too fast, still says, sigh, mess it up, broken, does not load, doesn't
    load, too hard, so hard, can't figure out, cannot figure out, fails`,
    ],
  ],
  anxiety: [
    [
      0.8,
      `worried, worry, worries, anxious, anxiety, nervous, scared, scares, scares me, afraid, frightened,
    terrified, panic, panicking, panicked, panic attack, panic attacks, dread, dreading, stressed,
    stressful, overwhelmed, overwhelming, uneasy, can't sleep, did not sleep, didn't sleep, i fear,
    nightmare, 😰, 😨, 😱, 😟, 🙈`,
    ],
    [
      0.55,
      `what if i, what if they, heart races, hands shake, hands get cold, stomach turn, falling behind, far
    behind, let my family down, running out of time, time is running, not sure i can, don't dare, do not
    dare, pressure, don't trust, do not trust, counts against me, cannot stop thinking, can't stop thinking,
    tell me it gets better, not in a good way, am i too late, ashamed, 😥, 😓, 😬`,
    ],
  ],
  anger: [
    [
      0.8,
      `angry, furious, livid, mad, hate, hated, outrageous, unfair, ridiculous, disgrace, disgraceful,
    disgusting, insulting, insult, rude, unacceptable, enraged, makes me mad, fed up, how dare, not okay,
    lied to, a joke, loathe, despise, unbelievable, garbage, 😠, 😡, 🤬`,
    ],
    [
      0.55,
      `awful, terrible, horrible, worst, appalling, useless, who decides, without a word, fix it, we pay,
    nobody told, nobody feels responsible, nobody from, complained, stop telling, your system, not right,
    never show up, waste your money, want an answer, expect better, zero stars, 1 star, one star, seriously,
    without an answer, and others not, whoever made this`,
    ],
  ],
  sadness: [
    [
      0.8,
      `sad, sadly, sadness, lonely, alone, cried, cry, crying, heartbroken, devastated, devastating, depressed,
    depressing, hopeless, worthless, miserable, disappointed, disappointing, feeling down, feel down, felt
    down, grieving, 😢, 😭, 😞, 😔, 💔, despair`,
    ],
    [
      0.55,
      `let down, let my group down, let them down, let everyone down, feel stupid, feeling stupid, feel small,
    not good enough, i failed everything, i failed again, dropping out, drop out, not for me, isn't for me,
    never be good, i miss, everyone but me, but me, give up, don't enjoy, no energy, no strength, no
    motivation, can't do this, cannot do this, can't keep up, cannot keep up, hate myself, ruin everything,
    total failure, i wish i had, had hoped, used to be, lost on me, too much at the moment, does not matter,
    doesn't matter, could not finish, does not look like it, the only one, it hurts, stupid, :(, ='(, oh
    well, been a while`,
    ],
  ],
};
