import type { HostClaims } from './Claims.js';

/** The host's claims where host and worker share nothing: every task handed over counts as started. */
export class NoClaims implements HostClaims {
  readonly exact = false;
  readonly inBlocks = false;
  readonly memory = undefined;

  offer(): void {}

  takeBack(): readonly number[] {
    return [];
  }

  started(slots: readonly number[]): readonly number[] {
    return slots;
  }

  hasEnded(): boolean {
    return false;
  }

  requestAbort(): void {}
}
