/**
 * A gate in shared memory: a task waits at it, whichever thread it is on, until it is opened. With it the examples say
 * what happens when, where real work would just take its time.
 */
export type Gate = Int32Array<SharedArrayBuffer>;

const isOpen = 0;

export function makeGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function openGate(gate: Gate): void {
  Atomics.store(gate, isOpen, 1);
  Atomics.notify(gate, isOpen);
}

/** Blocks the thread: for tasks only. */
export function passGate(gate: Gate): void {
  Atomics.wait(gate, isOpen, 0);
}
