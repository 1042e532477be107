/** A question with choices, of which one is right. */
export interface CheckItem {
  question: string;
  choices: string[];
  /** Which of the choices is right, from 0. */
  right: number;
  /** Why, told with the answer. */
  because: string;
}

/** An answer to one of a micro-assessment's questions. */
export interface CheckAnswer {
  item: string;
  choice: number;
  isRight: boolean;
  /** RFC 3339. */
  at: string;
}
