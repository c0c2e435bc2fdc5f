import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Works on relative paths, as many native libraries do: so it has to be in the right folder. */
export function filesOf(folder: string): string[] {
  process.chdir(fileURLToPath(folder));
  return readdirSync('.').sort();
}

/** A bug in native code takes its whole process down; `abort` stands for one. */
export function decode(image: string): string {
  if (image === 'broken.png') process.abort();
  return `${image} decoded`;
}
