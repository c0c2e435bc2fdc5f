import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The usual paths of Chromium; `CHROMIUM_PATH` names another one. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The browser of this machine, if there is one. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== '') return CHROMIUM_PATH;
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...places, ...elsewhere].find((file) => existsSync(file));
}

/** The hint when there is none. */
export const howToGetOne =
  'there is no Chromium on this machine, so nothing was run in a browser. To get one: ' +
  'apt-get install chromium, or set CHROMIUM_PATH to a Chrome or Chromium';
