import type { Port } from '../protocol/Transport.js';
import type { WorkerPlatform } from './WorkerPlatform.js';

/** Reports to the host, once, that this worker exceeds its memory limit. */
export class MemoryWatch {
  readonly #port: Port;
  readonly #platform: WorkerPlatform;
  #limit = Number.POSITIVE_INFINITY;

  constructor(port: Port, platform: WorkerPlatform) {
    this.#port = port;
    this.#platform = platform;
  }

  limit(bytes: number): void {
    this.#limit = bytes;
  }

  /** Reports if the limit is exceeded. */
  check(): void {
    if (this.#limit === Number.POSITIVE_INFINITY || (this.#platform.memory?.() ?? 0) <= this.#limit) return;
    this.#limit = Number.POSITIVE_INFINITY;
    this.#port.post({ kind: 'overMemory' }, []);
  }
}
