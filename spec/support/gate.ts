import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

/**
 * Where a spec and a task meet, whichever thread or process the task is on, so that nobody sleeps for luck. The task says
 * that it runs and may wait until it may pass; the gate also counts the runs and keeps one number of the task's own.
 */
export type Gate = MemoryGate | FileGate;

/** For threads: three cells of shared memory. */
type MemoryGate = Int32Array<SharedArrayBuffer>;

/** For processes, which share nothing else: three files that begin with this path. */
interface FileGate {
  readonly path: string;
}

const RUNS = 0;
const OPEN = 1;
const NOTE = 2;

/** A gate in shared memory. */
export function makeGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(12));
}

let folder: string | undefined;
let files = 0;

/** A gate in the file system; gone when this process ends. */
export function makeFileGate(): Gate {
  folder ??= gateFolder();
  return { path: join(folder, String(files++)) };
}

function gateFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'rx-futures-gates-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Task: says that it runs, and waits until the gate is open. */
export async function passGate(gate: Gate): Promise<void> {
  arrive(gate);
  await until(() => isOpen(gate), 'the gate is open');
}

/** Task: says that it runs. */
export function arrive(gate: Gate): void {
  if ('path' in gate) appendFileSync(`${gate.path}.runs`, '.');
  else Atomics.add(gate, RUNS, 1);
}

/** Task: leaves a number for the spec. */
export function leaveNote(gate: Gate, note: number): void {
  if ('path' in gate) writeFileSync(`${gate.path}.note`, String(note));
  else Atomics.store(gate, NOTE, note);
}

/** Spec: waits until so many tasks have arrived. */
export async function arrived(gate: Gate, count = 1): Promise<void> {
  await until(
    () => runs(gate) >= count,
    () => `${count} tasks have arrived at the gate; ${runs(gate)} have`,
  );
}

/** Spec: lets everybody pass. */
export function openGate(gate: Gate): void {
  if ('path' in gate) writeFileSync(`${gate.path}.open`, '');
  else Atomics.store(gate, OPEN, 1);
}

export function isOpen(gate: Gate): boolean {
  return 'path' in gate ? existsSync(`${gate.path}.open`) : Atomics.load(gate, OPEN) === 1;
}

/** Spec: how often a task has arrived in all. */
export function runs(gate: Gate): number {
  if (!('path' in gate)) return Atomics.load(gate, RUNS);
  return statSync(`${gate.path}.runs`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Spec: the number the task left; 0 when it has not. */
export function noteOf(gate: Gate): number {
  if (!('path' in gate)) return Atomics.load(gate, NOTE);
  return existsSync(`${gate.path}.note`) ? Number(readFileSync(`${gate.path}.note`, 'utf8')) : 0;
}
