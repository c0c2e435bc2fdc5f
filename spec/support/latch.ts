import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

/**
 * Synchronises a spec with a task in any thread or process, in place of sleeps. The task counts its arrival and can wait
 * for its release; it can also leave one number, the note, for the spec.
 */
export type Latch = MemoryLatch | FileLatch;

/** For threads: three cells of shared memory. */
type MemoryLatch = Int32Array<SharedArrayBuffer>;

/** For processes, which share no memory: three files whose names start with this path. */
interface FileLatch {
  readonly path: string;
}

const ARRIVALS = 0;
const RELEASED = 1;
const NOTE = 2;

/** Returns a latch in shared memory. */
export function makeLatch(): Latch {
  return new Int32Array(new SharedArrayBuffer(12));
}

let folder: string | undefined;
let files = 0;

/** Returns a latch in the file system; its files are removed when this process exits. */
export function makeFileLatch(): Latch {
  folder ??= latchFolder();
  return { path: join(folder, String(files++)) };
}

function latchFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'rx-futures-latches-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Task: counts its arrival and waits until the latch is released. */
export async function arriveAndWait(latch: Latch): Promise<void> {
  arrive(latch);
  await until(() => isReleased(latch), 'the latch is released');
}

/** Task: counts its arrival. */
export function arrive(latch: Latch): void {
  if ('path' in latch) appendFileSync(`${latch.path}.arrivals`, '.');
  else Atomics.add(latch, ARRIVALS, 1);
}

/** Task: leaves a number for the spec. */
export function leaveNote(latch: Latch, note: number): void {
  if ('path' in latch) writeFileSync(`${latch.path}.note`, String(note));
  else Atomics.store(latch, NOTE, note);
}

/** Spec: waits until `count` tasks have arrived. */
export async function waitForArrivals(latch: Latch, count = 1): Promise<void> {
  await until(
    () => arrivals(latch) >= count,
    () => `${count} tasks have arrived at the latch; ${arrivals(latch)} have`,
  );
}

/** Spec: lets every waiting task continue. */
export function releaseLatch(latch: Latch): void {
  if ('path' in latch) writeFileSync(`${latch.path}.released`, '');
  else Atomics.store(latch, RELEASED, 1);
}

/** True once the latch has been released. */
export function isReleased(latch: Latch): boolean {
  return 'path' in latch ? existsSync(`${latch.path}.released`) : Atomics.load(latch, RELEASED) === 1;
}

/** Spec: returns how many arrivals were counted so far. */
export function arrivals(latch: Latch): number {
  if (!('path' in latch)) return Atomics.load(latch, ARRIVALS);
  return statSync(`${latch.path}.arrivals`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Spec: returns the number that the task left; 0 when it left none. */
export function noteOf(latch: Latch): number {
  if (!('path' in latch)) return Atomics.load(latch, NOTE);
  return existsSync(`${latch.path}.note`) ? Number(readFileSync(`${latch.path}.note`, 'utf8')) : 0;
}
