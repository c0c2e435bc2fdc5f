import type { Port } from '../protocol/Transport.js';
import type { WorkerPlatform } from './WorkerPlatform.js';

/** Reports to the host, once, that this worker exceeds its memory limit. */
export class MemoryWatch {
  readonly #port: Port;
  readonly #platform: WorkerPlatform;
  #most = Number.POSITIVE_INFINITY;

  constructor(port: Port, platform: WorkerPlatform) {
    this.#port = port;
    this.#platform = platform;
  }

  limit(bytes: number): void {
    this.#most = bytes;
  }

  weigh(): void {
    if (this.#most === Number.POSITIVE_INFINITY || (this.#platform.memory?.() ?? 0) <= this.#most) return;
    this.#most = Number.POSITIVE_INFINITY;
    this.#port.post({ kind: 'overMemory' }, []);
  }
}
