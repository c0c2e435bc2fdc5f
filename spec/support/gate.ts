/**
 * A gate in shared memory: the spec and the task meet at it, whichever thread the task is on, and nobody sleeps for luck.
 * Cells: how many tasks arrived, whether they may pass, how often the task ran; the fourth is the task's own.
 */
export type Gate = Int32Array<SharedArrayBuffer>;

const ARRIVED = 0;
const OPEN = 1;
const RUNS = 2;

export function makeGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(16));
}

/** Task: says that it runs, and waits until the gate is open. */
export async function passGate(gate: Gate): Promise<void> {
  arrive(gate);
  await until(gate, OPEN, (open) => open !== 0);
}

/** Task: says that it runs. */
export function arrive(gate: Gate): void {
  Atomics.add(gate, RUNS, 1);
  Atomics.add(gate, ARRIVED, 1);
  Atomics.notify(gate, ARRIVED);
}

/** Spec: waits until so many tasks have arrived. */
export async function arrived(gate: Gate, count = 1): Promise<void> {
  await until(gate, ARRIVED, (seen) => seen >= count);
}

/** Waits until a cell is as wanted; the poll keeps the event loop turning, and gives up after five seconds. */
export async function until(gate: Gate, cell: number, wanted: (value: number) => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!wanted(Atomics.load(gate, cell))) {
    if (performance.now() > deadline) throw new Error(`the gate's cell ${cell} stayed at ${Atomics.load(gate, cell)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Spec: lets everybody pass. */
export function openGate(gate: Gate): void {
  Atomics.store(gate, OPEN, 1);
  Atomics.notify(gate, OPEN);
}

/** Spec: how often a task has arrived in all. */
export function runs(gate: Gate): number {
  return Atomics.load(gate, RUNS);
}
