import { readSync, writeSync } from 'node:fs';
import type { ClaimFile } from '../claimCells.js';

/** The file descriptor of the claims in a child process: the one after the IPC channel's. */
export const claimsDescriptor = 4;

/** Returns claims in an open file. */
export function descriptorClaimFile(descriptor: number, hostLives: () => boolean): ClaimFile {
  return {
    read: (into, offset, length, position) => void readSync(descriptor, into, offset, length, position),
    write: (from, offset, length, position) => void writeSync(descriptor, from, offset, length, position),
    hostLives,
  };
}
