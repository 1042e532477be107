/*
 * Small words by which languages give themselves away. Those that two of them share (was, die, in, an,
 * so, no, me, also) say nothing and are in neither list.
 */

/** English, and the short answers that learners give. */
export const englishWords: ReadonlySet<string> = new Set(
  `the is are were been being be i'm i've i'll i'd my myself you your you're yours we're we've our ours us this that these those it it's its
  they them their they're there here there's that's what's who's let's don't can't isn't didn't doesn't wasn't won't wouldn't couldn't
  shouldn't haven't hasn't aren't weren't hadn't have has had having with without from and of to for not but what when where which who whose why how
  because since while would could should will can may might must shall does did doing done just very really about after before again
  every each all both some any anyone anybody someone somebody everyone everybody nobody nothing something anything everything please
  thanks thank cheers more most less much many few other others another same than then too only still if into through under between
  against off out up down once ever never always often sometimes yet already today tomorrow yesterday tonight week weeks day days
  monday tuesday wednesday thursday friday saturday sunday month year morning evening now soon later back first second third last next
  he she him her his hers i by at as or on
  get got getting go going gone come came make made makes take took taken need needs want wants know knows knew think thought say said
  see saw seen look looks looking find found give gave given tell told ask asked asking try tried trying work works worked working use used using
  feel feels felt seem seems keep keeps kept start started finish finished read reading write written wrote watch watched learn learned
  learnt learning study studying understand understood explain explained explanation answer answers question questions task tasks
  exercise exercises homework assignment assignments essay chapter lecture lectures lesson lessons class classes course courses exam
  exams test tests quiz grade grades mark marks score deadline page notes slides book books example examples step part parts
  group team teacher tutor mentor school students people everyone's way time times thing things lot bit well fine okay ok yes yeah yep
  nope nah hello hey hi guys sorry maybe sure right wrong good better best great nice bad worse worst hard easy long short new old
  big small whole own able like love hate help helps helped helping stuck lost done hmm hm meh huh ugh wow yay lol thx cool
  anyways anyway update works solved fixed link file files code error errors run runs loop function between number numbers two three
  four five six seven ten half hour hours minute minutes don't one ones morning agree same see you tbh imo btw asap pls k`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** As common in English as elsewhere, or a name there. */
const shared: ReadonlySet<string> = new Set(
  'a no me so in on as do an or am i was war also man die he of we mi se van dan sam ten to for at'.split(
    ' ',
  ),
);

/** Of the languages whose letters are the English ones. */
export const foreignWords: ReadonlySet<string> = new Set(
  [
    // Spanish, Portuguese, Galician, Catalan
    `el la los las un una unos unas de del que y en es por para con como pero más muy no sé nada todo todos esta este esto eso mi tu su se le lo
    gracias hola muchas mucho bien está estoy tengo quiero puede alguien ayuda difícil clase qué cómo porque cuando
    o os um uma do da dos das em não eu você ele ela muito obrigado obrigada isso ao mais mas foi está estou tenho alguém ajudar aula
    els amb però molt això gràcies`,
    // French
    `le les des du et est une je tu il elle nous vous ils ne pas plus que qui dans sur pour avec sans sont suis c'est j'ai ce cette ça mais ou où
    mon ma mes très bien merci bonjour beaucoup tout tous toute comment quelqu'un peut aider cours au aux leur fait être avoir`,
    // German
    `der das den dem des ein eine einen einem einer und oder aber ist sind bin bist nicht ich du er sie wir ihr mir mich dich uns euch mein
    meine dein sein kein keine mit von zu zum zur für auf aus bei nach über auch noch schon sehr gut danke schön bitte wie wer wo wann
    warum wenn dass weil kann können verstehe hat haben hatte habe wird werden jemand helfen viel vielen dank im am vom hallo frau herr war`,
    // Dutch, Afrikaans
    `het een ik jij je hij zij wij niet en van met voor op bij naar ook maar dat deze dit wat wie hoe waarom kan kunnen heb heeft hebben
    ben zijn was leuk bedankt allemaal goed veel geen iemand mij er snap helemaal nie baie dankie`,
    // Italian, Romanian
    `il gli lo uno di che non per sono ho hai ha abbiamo questo questa quello molto bene grazie ciao come perché quando anche più troppo mi ti
    ci si della dello dei nel nella qualcuno aiutare capisco mille è și nu este sunt pentru cu din care mai foarte mulțumesc înțeleg`,
    // Polish, Czech, Slovak, Croatian, Slovenian
    `nie jest się na do tak czy to co jak ale dla mam może ktoś pomóc dziękuję bardzo dobrze proszę ten tego tym rozumiem
    je jsem není se že tomu můžu může někdo mi děkuju prosím nerozumím som nie je ako hvala ne razumijem nisam što ima ali za sam`,
    // Swedish, Norwegian, Danish
    `jag det att och inte är en ett som på av för med den har kan du vi de förstår någon tack mycket bra jeg ikke og er et til fra hvad hva
    noen nogen hjelpe hjælpe tak takk meget veldig oppgaven opgaven forstår`,
    // Finnish, Estonian, Hungarian, Turkish
    `en ei on ja se että mutta kun olen hän tämä tätä mitä miksi kiitos paljon ole minä ma ta nad nem egy az és hogy ez van csak köszönöm
    nagyon értem valaki segíteni a bu bir ve için çok değil ben sen ama ne nasıl teşekkürler biri yardım anlamadım var mı mi`,
    // Indonesian, Malay, Tagalog, Swahili, Vietnamese
    `saya tidak yang dan di ini itu dengan untuk ada bisa tolong terima kasih mengerti soal apa ang ng mga sa hindi ko po ako ito
    salamat kung naomba swali hili kwa ya na wa ni sijui asante tôi không này bài hiểu giúp với ai là của cảm ơn`,
  ]
    .join(' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !englishWords.has(word) && !shared.has(word)),
);
