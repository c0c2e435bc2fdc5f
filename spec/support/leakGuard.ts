/**
 * Mocha root hooks: anything that a test leaves behind fails the run under the name of the test. An uncaught error
 * fails the test while it runs; a warning, or a timer, thread or socket that outlives the test, is listed after all
 * tests (a root hook that throws would skip the remaining tests).
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Context } from 'mocha';
import { patience, until } from './until.js';

// Not by an option of Node: workers would inherit it, and start more slowly.
process.setSourceMapsEnabled(true);

type Listener = (...args: unknown[]) => void;

interface Expectation {
  readonly predicate: (stray: unknown) => boolean;
  readonly seen: (stray: unknown) => void;
}

/** Both hooks wait, so that mocha's own timer counts before and after. */
const hookTimeout = patience + 30_000;
const strayEvents = ['uncaughtException', 'unhandledRejection'] as const;
const expectations: Expectation[] = [];
const complaints: string[] = [];
let mochasListeners: Listener[] = [];
let unknownWarnings: string[] = [];
let resourcesBefore = new Map<string, number>();
/** The ended test that is being checked for leaks. */
let over: string | undefined;

/** Expects an uncaught error, an unhandled rejection or a warning in this test. @returns Resolves with it. */
export function expectStray(predicate: (stray: unknown) => boolean): Promise<unknown> {
  return new Promise((seen) => expectations.push({ predicate, seen }));
}

export const mochaHooks = {
  beforeAll(): void {
    void [process.stdout, process.stderr]; // opened on first use, which should not happen within a test
    mochasListeners = process.listeners('uncaughtException') as Listener[];
    for (const event of strayEvents) {
      process.removeAllListeners(event);
      process.on(event, onStray);
    }
    process.on('warning', onWarning);
  },

  async beforeEach(this: Context): Promise<void> {
    this.timeout(hookTimeout);
    await turn();
    over = undefined;
    expectations.length = 0;
    unknownWarnings = [];
    resourcesBefore = resources();
  },

  async afterEach(this: Context): Promise<void> {
    this.timeout(hookTimeout);
    const title = this.currentTest?.fullTitle() ?? 'a test';
    over = title;
    await turn();
    await until(
      () => leftovers().length === 0,
      () => leftovers().join(', '),
    ).catch(({ message }: Error) => complaints.push(`${title} leaves something behind: ${message}`));
    for (const warning of unknownWarnings) complaints.push(`${title} makes the process warn: ${warning}`);
  },

  afterAll(): void {
    process.off('warning', onWarning);
    for (const event of strayEvents) process.off(event, onStray);
    for (const listener of mochasListeners) process.on('uncaughtException', listener);
    const found = complaints.splice(0); // a process runs several files, and each has an end
    if (found.length > 0) throw new Error(found.join('\n'));
  },
};

/** Handles both events: an unexpected error is passed to mocha, which fails the running test. */
function onStray(stray: unknown): void {
  if (isExpected(stray)) return;
  if (over !== undefined) {
    complaints.push(`${over} raises, when it is over: ${String(stray)}`);
    return;
  }
  for (const listener of mochasListeners) listener.call(process, stray);
}

function onWarning(warning: Error): void {
  if (!isExpected(warning)) unknownWarnings.push(`${warning.name}: ${warning.message}`);
}

function isExpected(stray: unknown): boolean {
  const expectation = expectations.find(({ predicate }) => predicate(stray));
  expectation?.seen(stray);
  return expectation !== undefined;
}

function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/**
 * Returns the kinds of resources of which there are more than before the test; except immediates, one of which this
 * check uses.
 */
function leftovers(): string[] {
  return [...resources()]
    .filter(([kind, count]) => kind !== 'Immediate' && count > (resourcesBefore.get(kind) ?? 0))
    .map(([kind, count]) => `${kind} (${count - (resourcesBefore.get(kind) ?? 0)})`);
}
