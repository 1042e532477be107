/*
 * What words are worth in the posts of learners, -4 to 4, set by hand. They go before the library, which
 * was made for news and short messages: there "help" is good, "hard" is a fact and "lost" is a war.
 */
export const ownValences: ReadonlyMap<string, number> = new Map(
  Object.entries({
    3.4: `love loved adore amazing awesome fantastic excellent brilliant wonderful perfect superb outstanding
      incredible thrilled delighted ecstatic overjoyed fabulous phenomenal terrific marvellous marvelous
      magnificent stellar inspiring stunning`,
    2.7: `great loving loves happy excited proud thankful grateful best happiest beautiful enjoyable impressive
      exciting fascinating yay yaay woohoo hooray yippee congratulations congrats aced lovely favourite
      favorite joy blessed loads`,
    2.1: `good enjoy enjoyed enjoying enjoys glad pleased fun nice cool kind friendly thanks thank interesting
      intriguing helpful useful recommend relieved elegant proudly smile smiling laughed laugh confident
      motivated rewarding valuable appreciate appreciated delight pleasure cheers cute neat clever smart
      engaging well-made`,
    1.6: `better easier clear clearer clearly understandable solved managed works worked understand passed pass
      fair patient organised organized helped improved improving improve easy fixed succeeded success
      successful satisfied comfortable liked welcome luck supportive handy intuitive smooth smoothly
      caught-up simple correct deserved curious haha lol`,
    0.6: `fine ok okay alright decent interested`,
    '-0.6': `sorry slow late long hm hmm nah odd strange unfortunately`,
    '-1.5': `meh hard tired tricky tough wrong difficult behind missed missing worry unsure uncertain boring bored dull
      weak poor unclear confusing confused puzzled puzzling confuses ambiguous messy tedious
      unhelpful struggle struggling struggled trouble stuck disorganised disorganized incomprehensible lost
      lose losing complaining complain corrupt broken crashed crashes froze frozen tiring mess cryptic
      contradicts contradictory pressure worse`,
    '-1.9': `bad badly annoying annoyed frustrating frustrated frustration nervous worried anxious afraid scared stressed
      stressful sad disappointed disappointing unfair overwhelmed overwhelming lonely alone stupid dumb
      useless failing fail failed fails panic panicking panicked upset ashamed embarrassed embarrassing rude
      angry mad ridiculous joke insulting unacceptable hurts hurt exhausted exhausting discouraged
      demotivated demotivating pointless waste wasted dread dreading ugh argh sigh sick ugly unhappy
      miserable scary scares frightened frightening uneasy jealous regret regrets ruin ruined ruins ruining
      pathetic crap crappy sucks suck nonsense rubbish despair sobbing crying cried cry gutted depressing
      annoys irritating irritated idiot idiotic`,
    '-3.1': `hate hated hates awful terrible horrible worst furious hopeless worthless devastated devastating
      disgusting disgrace disgraceful disaster outrageous livid infuriating infuriated terrified terrifying
      nightmare heartbroken desperate loathe atrocious appalling abysmal dreadful depressed enraged insult
      impossible unbearable hell garbage unusable despise disgusted pointlessly catastrophe traumatised
      traumatized broke-down suicidal`,
  }).flatMap(([valence, words]) =>
    words.split(/\s+/).map((word): [string, number] => [word.replaceAll('-', ' '), Number(valence)]),
  ),
);

/*
 * What courses are about, and what people say without feeling anything by it. The library has a value for
 * each, and a learner of history, nursing or programming would always be in a dark mood.
 */
export const subjectWords: ReadonlySet<string> = new Set(
  `abandon abandoned aborted abuse abused abuses abusing accept accepted accepts accident accidents accuse
  accused active admit affected aggression aggressive agree agreed agreement alarm alert alienation alive
  anti anxiety apologise apology approval approved arrest arrested arrogant assassination asset assets
  attack attacked attacking attacks avoid avoided award ban bankrupt bankruptcy banned barrier battle
  battles beaten benefit benefits betray betrayal betrayed bias biased big blind block blocked blocks bomb
  burden cancel cancelled cancer capable care caring casualty certain challenge chance chances chaos
  charged charges cheat cheating clash clean collapse collapsed collision comedy commit committed
  competent competitive conflict conflicts conspiracy contagion contagious corpse corruption courage crime
  crimes criminal criminals crisis critic criticise criticism criticize critique cruel cruelty curse cut
  cuts damage damaged damages danger dangerous dead deadlock deadly death deaths debt deceive defeat
  defeated defect defects defender deficit delay delayed demand demanded demands denial denied deny
  destroy destroyed destroys destruction destructive detained deteriorate die died dignity dire dirty
  disability disagree disagreement discard discarded disease diseases disorder disorders dispute disputed
  disrupt disruption disruptive doubt doubts dream dreams drop drown drowned dumped dying ease effective
  effectively effectiveness emergency empty enemies enemy energetic enslave ensure error errors escape
  evil exclude excluded exclusion exempt expel exploit exploited expose exposed faith fake fallen falling
  false famine fatal fatality fatigue fear feeling fever fight fighting fire fired flaw flawed flaws fool
  forced forget forgive forgot forgotten fraud free freedom funeral gain gained gains ghost god grace
  grant granted grave greed grief gross growing growth guilt guilty harm harmed harmful harms haunted
  healthy heaven help helping helps hero heroes hide hiding hope hopes hoping hostile hunger ignorance
  ignore ignored ignores illegal illness illnesses immune impair impaired impairment imperfect importance
  important incomplete ineffective inefficient infect infected infection infections inferior inflict
  infringement injured injuries injury injustice innovation insecure inspire insufficient integrity
  intelligent intense interest interests interrupt interrupted interruption invasion irrational
  irreversible isolated join justice kill killed killing kills lack lag lags leak leave legal liar like
  limitation limited limits litigation loss losses lowest loyal loyalty lunatic lurk manipulated
  manipulation matter matters mature meaningful medal melancholy mercy misinformation miss mistake
  mistakes moan motivate motivation mourning murder murderer murders natural negative neglect neglected no
  noisy obliterate obsolete obstacle obstacles offence offend opportunities opportunity oppressed
  oppression oppressive outbreak overload oversight pain painful paradox passive peace peaceful penalty
  pensive perfectly peril plague please poison poisoned pollute polluted pollution popular positive
  positively postpone postponed poverty powerful powerless prevent prevented prison prisoner prisoners
  privileged problem problems profit profitable profits promise promises promote promoted prosecute
  prosecution protect protected protest protests provoke provoked punish punished questionable questioned
  racism racist rage rape ratified reach rebellion recession reckless refuse refused reject rejected
  rejection rejects reliable rescue resolve resolved restrict restricted restriction revenge reward rich
  riot riots risk risks risky rob robber robust safe safety salient save saved scam scandal scar scream
  secure secured sentence severe severely shame share shared shock shocks shortage significance
  significant silly sin sincere skeptical slave slavery slaves smog solid solution solutions solve solves
  solving sore spam stab stable stall starve starving steal stealing steals stereotype stolen stop stopped
  stops strength strengthen stress strike strikes strong stronger strongest substantial subversive suffer
  suffered suffering suffers suicide superior support supported supporting supports survived surviving
  survivor suspect suspend suspended swear sympathetic tard tension terror terrorist threat threaten
  threatened threats tolerance tolerant top torture tortured toxic tragedy tragic trap trapped trauma
  traumatic treason treasure triumph troubled true trust tumor undermine unemployed unemployment unequal
  united unstable untrue urgent vague validate vicious victim victims violate violated violates violation
  violence violent vision visionary vulnerability vulnerable want war warfare warm warn warned warning
  warnings weakness weaknesses wealth wealthy weep widowed win winner winning wins won worth yes youthful
  zealot`.split(/\s+/),
);
