/** Everything the page says, in the language it is built in. A second language is one more list of words, and a choice here. */
export * as words from '#web/messages/en.ts';
