import { afterAll } from 'vitest';
import { leaveAll } from './file-end.ts';

// Vitest runs this anew for every test file. Hooks run last in, first out: those of the file itself come before this one.
afterAll(leaveAll);
