import { isThrown, type Thrown } from '../Thrown.js';
import { areAll, areNumbers, isNumber, type Unchecked } from '../validation.js';
import { packed, packedCounts, trimmed } from './wire.js';

/** The outcomes of tasks, and what else the worker reports of them. */
export interface ResultsMessage {
  readonly kind: 'results';
  /** The slots of the tasks that succeeded; `values` has the same order. */
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
  readonly failures: readonly (readonly [slot: number, thrown: Thrown])[];
  /** The slots of tasks that were skipped because the host had recalled them. */
  readonly skipped: readonly number[];
  readonly started: readonly number[];
  /** Triples: function, calls, milliseconds. */
  readonly durations: readonly number[];
  /** Triples: slot, start time and end time of its task (0: it still runs); only when the host wants them. */
  readonly times: ArrayLike<number>;
}

/** The message while its results are collected. */
export class ResultBatch implements ResultsMessage {
  readonly kind = 'results';
  readonly slots: number[] = [];
  readonly values: unknown[] = [];
  readonly failures: (readonly [slot: number, thrown: Thrown])[] = [];
  readonly skipped: number[] = [];
  readonly started: number[] = [];
  readonly durations: number[] = [];
  readonly times: number[] = [];

  /** True if it has nothing that the host waits for. */
  get empty(): boolean {
    return endedIn(this) + this.started.length === 0;
  }
}

/** Returns the number of tasks whose end the message reports. */
export function endedIn({ slots, failures, skipped }: ResultsMessage): number {
  return slots.length + failures.length + skipped.length;
}

/** Several messages with the content of one, in the order in which they are to be handled. */
export interface SplitResults {
  /** The state of the tasks, which the host needs when it handles the results. */
  readonly before: ResultsMessage;
  readonly results: readonly ResultsMessage[];
  readonly after: ResultsMessage;
}

/** Splits a message into several with at most so many results each. */
export function splitResults(message: ResultsMessage, most: number): SplitResults {
  const { values, failures, skipped } = message;
  const slots = Array.from(message.slots);
  const before: ResultsMessage = { ...message, slots: [], values: [], failures: [], skipped: [] };
  const empty: ResultsMessage = { ...before, started: [], durations: [], times: [] };
  const results: ResultsMessage[] = [];
  for (let from = 0; from < slots.length; from += most) {
    const to = from + most;
    results.push({ ...empty, slots: slots.slice(from, to), values: values.slice(from, to) });
  }
  return { before, results, after: { ...empty, failures, skipped } };
}

type SingleWire = ['result', slot: number, value: unknown, ...durations: number[]];
type SeveralWire = [
  'results',
  slots?: ResultsMessage['slots'],
  values?: ResultsMessage['values'],
  durations?: ResultsMessage['durations'],
  failures?: ResultsMessage['failures'],
  started?: ResultsMessage['started'],
  skipped?: ResultsMessage['skipped'],
  times?: ResultsMessage['times'],
];
export type ResultsWire = SingleWire | SeveralWire;

export function resultsToWire(message: ResultsMessage): unknown[] {
  const { slots, values, durations, failures, started, skipped, times } = message;
  if (isSingle(message)) return ['result', slots[0], values[0], ...durations];
  return trimmed(['results', packedCounts(slots), values, durations, failures, started, skipped, packed(times)]);
}

function isSingle(message: ResultsMessage): boolean {
  const { slots, values, started, times } = message;
  return slots.length === 1 && values.length === 1 && endedIn(message) + started.length + times.length === 1;
}

export function resultsFromWire(wire: ResultsWire): ResultsMessage {
  const [kind, slots = [], values = [], durations = [], failures = [], started = [], skipped = [], times = []] =
    wire[0] === 'result' ? severalOf(wire) : wire;
  return { kind, slots, values, durations, failures, started, skipped, times };
}

function severalOf([, slot, value, ...durations]: SingleWire): SeveralWire {
  return ['results', [slot], [value], durations];
}

export function isResults(message: Unchecked<ResultsMessage>): boolean {
  const { slots, values, failures, skipped, started, durations, times } = message;
  return (
    areNumbers(slots) &&
    Array.isArray(values) &&
    areAll(failures, isFailure) &&
    areNumbers(skipped) &&
    areNumbers(started) &&
    areNumbers(durations) &&
    areNumbers(times)
  );
}

function isFailure(failure: unknown): boolean {
  return Array.isArray(failure) && isNumber(failure[0]) && isThrown(failure[1]);
}
