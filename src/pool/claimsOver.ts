import { type HostClaims, mostInFlight } from '../claims/Claims.js';
import { MemoryClaims } from '../claims/MemoryClaims.js';
import { NoClaims } from '../claims/NoClaims.js';
import type { Transport } from '../protocol/Transport.js';

/**
 * Returns claims in shared memory or in the transport's own medium; {@link NoClaims} where host and worker share
 * nothing.
 */
export function claimsOver({ sharesMemory, claims }: Transport): HostClaims {
  if (sharesMemory) return new MemoryClaims(new SharedArrayBuffer(mostInFlight * Int32Array.BYTES_PER_ELEMENT));
  return claims ?? new NoClaims();
}
