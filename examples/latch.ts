/**
 * A latch in shared memory: a task in any thread waits until it is released. The examples use it to control when tasks
 * end, in place of real work.
 */
export type Latch = Int32Array<SharedArrayBuffer>;

const released = 0;

export function makeLatch(): Latch {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function releaseLatch(latch: Latch): void {
  Atomics.store(latch, released, 1);
  Atomics.notify(latch, released);
}

/** Blocks the thread: for tasks only. */
export function awaitRelease(latch: Latch): void {
  Atomics.wait(latch, released, 0);
}
