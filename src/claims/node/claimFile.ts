import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mostInFlight } from '../Claims.js';
import { type ClaimFile, cellSize } from '../claimCells.js';
import { claimFileOver } from './claimFileOver.js';

/** A file for claims that has no name any more, so that nothing of it can stay behind. */
export interface OpenClaimFile {
  readonly descriptor: number;
  readonly file: ClaimFile;
  close(): void;
}

/**
 * `undefined` where there is no place for one: then what was handed over counts as begun. So it does on Windows, where
 * nobody has tried this yet.
 */
export function openClaimFile(): OpenClaimFile | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const descriptor = openNameless();
    const file = claimFileOver(descriptor, () => true);
    return { descriptor, file, close: () => closeSync(descriptor) };
  } catch {
    return undefined;
  }
}

/** In memory, where the system has a folder for that. */
function openNameless(): number {
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const path = join(folder, `rx-futures-${randomUUID()}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
    ftruncateSync(descriptor, 2 * mostInFlight * cellSize);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
