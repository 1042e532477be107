/** Words that mean together what they do not mean alone, and what that is worth, -4 to 4. */
export const phraseValences: readonly (readonly [valence: number, phrases: string])[] = [
  [
    3.4,
    `couldn't be happier, could not be happier, over the moon, full marks, perfect score, first prize, with
    distinction, best ever, couldn't have asked for a better, could not have asked for a better, look
    forward to every, i want more of`,
  ],
  [
    2.1,
    `can't wait, cannot wait, let me know if you, happy to share, glad to help, looking forward, look
    forward, i like, i really like, we like, i also like, i'd like more, well done, well explained, well
    deserved, well prepared, well organised, well organized, really well, makes sense, make sense, made
    sense, made it clear, cleared up, cleared everything up, pays off, paid off, thumbs up, worth it, worth
    the, spot on, big help, great help, good job, nice work, helped a lot, helped so much, helped me a lot,
    saved my, saved me, i'd love, would love, nothing but praise, at ease`,
  ],
  [
    1.6,
    `stop smiling, works wonders, not a single mistake, no mistakes, no mistake, keep up, keep it up, keep
    going, i get it, get it now, got it now, got it, finally got, it clicked, everything clicked, finally
    clicked, caught up, caught up with, on track, good luck, straight away, feels good, feel good, feel
    better, could have been worse, could be worse, don't mind, do not mind, happy to help, pretty good, to
    the point, fixed now, turned out fine, turned out well, learned a lot, learnt a lot, learned loads, it
    is over, count me in, laugh out loud, piece of cake`,
  ],
  [
    0,
    `can't believe, cannot believe, couldn't believe, no doubt, no wonder, why not, would appreciate, would
    really appreciate, appreciate any, appreciate some, appreciate a hand, grateful for any, be grateful,
    very welcome, would be welcome, could be better could be worse, wish me luck, hard problem, hard
    problems, hard drive, hard disk, hard copy, hard coded, hard skill, hard skills, hard work, hard worker,
    hard science, worked hard, work hard, try hard, tried hard, hard deadline, hard part, kind of, kind
    regards, sort of, what kind, this kind, kinds of, best practice, best practices, best regards, best fit,
    at best, best alternative, good friday, good morning, good evening, good afternoon, good night, a good
    deal, common good, goods and services, public good, for good, dead link, dead links, critical thinking,
    fail fast, failed request, failed requests, weak acid, weak acids, weak base, weak bases, weak verb,
    weak verbs, weak force, weak reference, strong acid, lost and found, lost in translation, lost
    generation, sunk cost, pass by, pass the, passed to, passed as, pass in, love letter, love letters, love
    story, love poem, love poems, romantic love, happy path, happy hour, happy birthday, clear the, clear
    cut, easy problem, easy mode, great britain, great war, great depression, great gatsby, great
    expectations, great wall, great grandfather, great lakes, nice to meet you, fun fact, cool down, fair
    trade, fair use, fair share, fair game, fair coin, simple machine, simple past, simple interest, simple
    present, broken line, broken symmetry, bad request, bad gateway, bad data, poor people, the poor, poor
    countries, poor law, sick leave, sick day, sick pay, mad cow, cold war, first world, perfect tense,
    present perfect, past perfect, perfect square, perfect number, perfect competition, perfect fit, perfect
    gas, ugly number, ugly duckling, stupid question, silly question, dumb question, simple question, slow
    motion, long division, long term, long run, long vowel, wrong number, correct answer, correct answers,
    interest rate, interest rates, natural disaster, natural disasters, disaster recovery, disaster
    management, garbage collector, garbage collection, garbage in, panic buying, mutual understanding,
    understand how, understand why, understand what, understand when, to understand, works by, works of,
    work of, works on, works with, works in, how it works, how this works, also work, also works, works
    like, better than average, the better, cry wolf, joke about, hate crime, hate speech, horrible
    histories, terrible twos, impossible triangle, impossible figure, comfort zone, welcome back, welcome
    to, everybody is welcome, all welcome, no problem, thanks in advance, thank you in advance, pass me,
    brilliant cut, slow down, smart phone, smart board, smart goals, smart contract, clever hans, could be
    better could be worse, neither good nor bad, good or bad, good and bad, right and wrong, right or wrong,
    pros and cons, missing value, missing values, missing data, missing link, miss out on, struggle for,
    class struggle, lost property, lost cause, waste of heat, waste water, waste management, toxic waste,
    food waste, nuclear waste, nervous system, insult to injury, anger management, mental health, anxiety
    disorder, comes from latin, the word, the term, good enough approximation, late fee, late capitalism,
    too late`,
  ],
  [
    -1.5,
    `i wish i had, don't know where to start, don't know how to start, do not know where to start, not sure
    where to start, no idea where to start, where to even start, for hours, doesn't work, didn't work, does
    not work, did not work, never work, never works, not working, isn't working, stopped working, don't get,
    do not get, didn't get it, can't see why, cannot see why, no clue, no idea, not sure how, not sure what,
    mixing up, mix up, mixed up, don't follow, what am i missing, does not load, doesn't load, not load,
    over my head, lost me, loses me, going in circles, round in circles, makes no sense, make no sense, no
    sense, nothing works, nobody answers, nobody answered, nobody replied, nobody told, starting over, start
    over, all the time, too fast, too slow, too long, too short, too many, too much, so many, too hard, too
    difficult, way too, let down, let me down, falling behind, fell behind, far behind, if only, next to
    nothing, marked wrong, get it wrong, still wrong, got nowhere, getting nowhere, dropping out, drop out,
    give up, gave up, giving up, hard to keep up, can't keep up, cannot keep up, did not get the, didn't get
    the, not for me either, not for me, isn't for me, without a word, out of time, same mistake, never show
    up, logs me out, kicked me out, don't enjoy, no energy, no strength, no motivation, down again, feeling
    down, feel down, felt down, bad luck, can't sleep, less i understand, shake before, what if i, not able
    to, can't figure out, cannot figure out, figure out what, whatever i do, no point, what was the point`,
  ],
  [
    -1.9,
    `don't like, didn't like, doesn't like, not like this, not like it, not like the, didn't enjoy, did not
    enjoy, i'm lost, i am lost, i got lost, got lost, completely lost, totally lost, so lost, fed up, drives
    me, drive me, driving me, up the wall, killing me, sick of, tired of, had enough, not okay, not ok, not
    acceptable, letting my, let my, let everyone down, not good enough, waste of time, waste of money,
    thanks for nothing, for nothing, last straw, done with it, done with this, beyond me, feel small, feel
    stupid, my work is gone, eats my, ate my, lied to, treated badly, treated so badly, who decides, makes
    me mad, drives me crazy, can't do this, cannot do this, i am a failure, such a failure, 0 stars`,
  ],
  [
    -3.1,
    `total failure, complete failure, utter failure, panic attack, panic attacks, zero stars, 1 star, one
    star, hate myself, kill myself, could scream, want to scream, waste your money, not waste your money,
    not waste your time, don't waste your, end it all, want to die`,
  ],
];
