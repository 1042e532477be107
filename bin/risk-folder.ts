import { BadOption } from './options.ts';

/** The folder of data that a command of `npm run risk` works on. */
export function folderOf(folder: string | undefined): string {
  if (folder === undefined)
    throw new BadOption('--data DIR is missing: a folder in the layout of docs/attribution.md');
  return folder;
}
