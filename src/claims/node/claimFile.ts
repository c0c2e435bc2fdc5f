import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mostInFlight } from '../Claims.js';
import { type ClaimFile, cellSize } from '../claimCells.js';
import { descriptorClaimFile } from './descriptorClaimFile.js';

/** An open claims file without a name, so that it cannot be left behind. */
export interface OpenClaimFile {
  readonly descriptor: number;
  readonly file: ClaimFile;
  close(): void;
}

/**
 * Opens a claims file; returns `undefined` where none can be made, and then tasks count as started once they are handed
 * over. So it is on Windows, where this is untested.
 */
export function openClaimFile(): OpenClaimFile | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const descriptor = openNameless();
    const file = descriptorClaimFile(descriptor, () => true);
    return { descriptor, file, close: () => closeSync(descriptor) };
  } catch {
    return undefined;
  }
}

/** Opens the file in memory (`/dev/shm`) where the system has that folder, else in the temporary folder. */
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
