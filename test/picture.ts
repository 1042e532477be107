import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';

const root = join(import.meta.dirname, '..');
/** As it should look, in the repository. */
const kept = join(root, 'test/pictures');
/** As it looks now, and where that differs, for whoever has to say which of the two is right. */
const found = join(root, '.holdfast/pictures');

/** Of 255, in one of the three colours: edges of letters are smoothed a little differently by each version of a browser. */
const colourStep = 48;
/** Of all pixels: a label that moved by its own height is more. */
const shareMax = 0.0002;
/** A page that still moves after so many looks is not one to take a picture of. */
const looksMax = 40;

/**
 * Compares what a page shows with the picture of this name, and says what differs; null where nothing does. With
 * HOLDFAST_NEW_PICTURES set it becomes the picture.
 */
export async function pictureDifference(
  page: Page,
  name: string,
  writtenAs: string = name,
): Promise<string | null> {
  const now = await stillPicture(page);
  const path = join(kept, `${name}.png`);
  if (process.env['HOLDFAST_NEW_PICTURES'] && writtenAs === name) {
    await writeFile(path, now);
    return null;
  }
  const was = await readFile(path);
  if (was.equals(now)) return null;
  const blank = await page.context().newPage();
  const { share, marked } = await blank.evaluate(compare, {
    was: was.toString('base64'),
    now: now.toString('base64'),
    colourStep,
  });
  await blank.close();
  if (share <= shareMax) return null;
  await mkdir(found, { recursive: true });
  const [newPath, markedPath] = [join(found, `${writtenAs}.png`), join(found, `${writtenAs}-difference.png`)];
  await Promise.all([writeFile(newPath, now), writeFile(markedPath, Buffer.from(marked, 'base64'))]);
  const places = [path, newPath, markedPath].map((one) => relative(root, one));
  return `${(100 * share).toFixed(2)} % of the pixels differ: ${places.join(', ')}`;
}

/** Once two looks in a row show the same. */
async function stillPicture(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready.then(() => true));
  let last = await page.screenshot();
  for (let looks = 1; looks < looksMax; looks++) {
    const next = await page.screenshot();
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`the page still moved after ${looksMax} looks`);
}

/** Runs in a page: which share of the pixels differs, and a picture in which they are red. */
async function compare({ was, now, colourStep }: { was: string; now: string; colourStep: number }) {
  const pixelsOf = async (picture: string): Promise<ImageData> => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [before, after] = await Promise.all([pixelsOf(was), pixelsOf(now)]);
  const { width, height } = after;
  const isSameSize = before.width === width && before.height === height;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const marked = new ImageData(width, height);
  let differing = 0;
  for (let at = 0; at < after.data.length; at += 4) {
    const isOther = [0, 1, 2].some(
      (colour) => Math.abs((before.data[at + colour] ?? 0) - (after.data[at + colour] ?? 0)) > colourStep,
    );
    if (isOther) differing += 1;
    // What is the same stays as a faint grey, to find one's way.
    const grey = 200 + Math.round((after.data[at + 1] ?? 0) / 5);
    marked.data.set(isOther ? [220, 0, 0, 255] : [grey, grey, grey, 255], at);
  }
  canvas.getContext('2d')?.putImageData(marked, 0, 0);
  const [, coded = ''] = canvas.toDataURL('image/png').split(',');
  return { share: isSameSize ? differing / (width * height) : 1, marked: coded };
}
