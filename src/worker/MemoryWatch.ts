import type { Port } from '../protocol/Transport.js';
import type { WorkerPlatform } from './WorkerPlatform.js';

/** Reports to the host, once, that this worker exceeds its memory limit. */
export class MemoryWatch {
  readonly #port: Port;
  readonly #platform: WorkerPlatform;
  #limit: number | undefined;

  constructor(port: Port, platform: WorkerPlatform) {
    this.#port = port;
    this.#platform = platform;
  }

  limit(bytes: number | undefined): void {
    this.#limit = bytes;
  }

  /** Reports if the limit is exceeded. */
  check(): void {
    if (this.#limit === undefined || (this.#platform.memory?.() ?? 0) <= this.#limit) return;
    this.#limit = undefined;
    this.#port.post({ kind: 'overMemory' }, []);
  }
}
