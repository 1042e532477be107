/** Words that matter in posts and that are often misspelled. */
export const misspellable: readonly string[] =
  `absolutely amazing annoyed annoying anxiety anxious anybody anyone appreciate appreciated ashamed
  assignment awesome beautiful because boring brilliant completely confident confused confusing
  congratulations curious delighted depressed desperate devastated difficult disappointed disappointing
  disgusting embarrassed embarrassing enjoyable enjoyed excellent excited exciting exhausted exhausting
  explain explanation extremely failed failing fantastic fascinating friendly frightened frustrated
  frustrating frustration furious grateful happiness helpful helpless homework hopeless horrible
  impossible impressive incredible incredibly inspiring interested interesting lonely lovely miserable
  motivated nervous nothing outstanding overwhelmed overwhelming panicking perfect please pleased
  pointless really ridiculous satisfied scared shocking somebody someone stressed stressful struggling
  stupid successful terrible terrified thankful thanks thrilled trouble unclear understand understandable
  understood unfair unhappy unhelpful unnecessary useful useless wonderful worried worthless`.split(/\s+/);

/** Words that are one slip away from those and are none: of an English dictionary of 270,000 words all but "awsome". */
export const notMisspelled: ReadonlySet<string> = new Set(
  `ailing alonely amating ancone annoyer anyones anyons appreciates areally ascared ashame ashames
  assignments bailed bailing baring becasse boding boking boning booing borings borking borming
  bowing boxing boying brightened brilliante brilliants carious chanks chocking confidant confidents
  confuse confuses confuted confuting congratulation contused contusing coring corious crateful curios
  delighter depresses devastate devastates difficulty disgesting embarrasses enjoyably enjoyer excided
  exciding excised excising excite exciter excites exhauster exited exiting expellent explains
  explanations explantation fabled fabling faiked faiking failings fained faining faired fairing falling
  fantasmic fantastico fantastics fatling filing flailed flailing flustrated flustrating flustration
  foiled foiling frightener frustrate frustrater frustrates frustrations funfair fuseless goring graceful
  hailed hailing helmless hippiness hocking holeless homebody homeless homeworks horribles horribly
  impassible impossibles impossibly interessed interessing jailed jailing jointless lanely leally leased
  lively longly loring loverly mailed mailing mazing miserables miserably motivate motivates museful
  nailed nailing nappiness nithing northing noshing notching nothings noting nuclear overwhelmings peased
  perfecta perfecti perfecto perfects perfet pleaded pleaed pleaser pleases pleated popeless poring prease
  preased prefect printless railed railing realty rearly regally relighted repressed retally rightened
  rouble sacred sailed sailing sappiness satisficed satisfier satisfies scaled scaped scarer scares scarey
  scarfed scarped scarred scarted scaured scored seared shacking shamed shanks shared shrilled shucking
  smocking snared soared socking someones soring spared stared stocking straggling stresses strugglings
  stuped stupids tailed tailing tankful tannoyed tannoying terribles terribly terrifier terrifies thacks
  thanas thanes thangs thinks thralled thriller thunks torrified tranks tressed trilled troubled troubler
  troubles troule twanks unclean uncredible understandably understands unfairs unhair usefuls vailed
  vailing waesome wailed wailing whelpless worrier worries worrited`.split(/\s+/),
);
