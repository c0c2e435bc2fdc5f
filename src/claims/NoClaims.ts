import type { HostClaims } from './Claims.js';

/** Where nothing is seen by both sides: what was handed over may have begun. */
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
