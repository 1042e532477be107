/** Brief A12's labels, and a fifth: texts can be that dark. */
export type SentimentLabel = 'very_positive' | 'positive' | 'neutral' | 'negative' | 'very_negative';

export function sentimentLabelOf(score: number): SentimentLabel {
  if (score >= 0.6) return 'very_positive';
  if (score >= 0.2) return 'positive';
  if (score > -0.2) return 'neutral';
  return score > -0.6 ? 'negative' : 'very_negative';
}
