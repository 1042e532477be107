import { type Messages, en } from '#web/messages/en.ts';

/** Everything the page says, in the language it speaks. A second language is one more file and a choice here. */
export const words: Messages = en;
