import { cloneAcross } from '../../protocol/node/processCodec.js';
import { checkWholeArguments, uncloneableArguments } from '../../protocol/serializationError.js';
import { readTaskInfo, type TaskInfo, taskInfoOf } from '../../protocol/TaskInfo.js';
import { transferablesOfAll } from '../../protocol/transferables.js';
import { field, type Json } from './Json.js';
import type { Signer } from './signature.js';
import { decode, encode } from './valueCodec.js';

/** The arguments of one call. */
export type Row = readonly unknown[];

/** Data for the server of the calls, in addition to their arguments. */
export interface CallOptions extends TaskInfo {
  readonly runTimeout?: number;
  readonly abortGrace?: number;
}

/** Options of a job with several calls. */
export interface ChunkOptions {
  /** True if the progress of the calls is listened to. */
  readonly progress: boolean;
}

const version = 1;
/** More parameters than any task has; an array from the network could claim to have billions. */
const mostArguments = 1000;
const mostCalls = 100_000;

/** Throws a SerializationError when the arguments cannot be cloned. Arguments marked for transfer are copied. */
export function checkRow(row: Row): void {
  transferablesOfAll(row);
  checkWholeArguments(row, cloneAcross);
}

/** Encodes the calls of one job as its payload. Throws a SerializationError when an argument cannot be cloned. */
export function encodeCalls(
  id: string,
  task: string,
  rows: readonly Row[],
  options: CallOptions & Partial<ChunkOptions>,
  signer: Signer,
): Json {
  const { runTimeout, abortGrace, progress } = options;
  const o = { ...taskInfoOf(options), runTimeout: finite(runTimeout), abortGrace: finite(abortGrace), progress };
  const message = { v: version, n: rows.length, ...encodeRows(rows), o };
  return signer.sign(about(id, task), message);
}

/** Decodes the calls of a payload. Throws when it is malformed or its signature is invalid. */
export function decodeCalls(
  id: string,
  task: string,
  payload: Json,
  signer: Signer,
): { rows: readonly Row[]; options: CallOptions; progress: boolean } {
  if (field(payload, 'v') !== version)
    throw new TypeError('malformed job: not written by rx-futures, or by another version of it');
  if (!signer.verify(about(id, task), payload))
    throw new TypeError('invalid signature of the job: `secret` differs on the two sides');
  const rows = checkRows(decode(payload), field(payload, 'n'));
  const options = field(payload, 'o');
  return { rows, options: checkOptions(options), progress: rows.length === 1 || field(options, 'progress') === true };
}

/** Returns the number of calls that a payload claims to hold; 1 when the claim is not usable. */
export function countOfCalls(payload: Json | undefined): number {
  const count = field(payload, 'n');
  return typeof count === 'number' && Number.isInteger(count) && count > 0 && count <= mostCalls ? count : 1;
}

/** JSON has no Infinity: it would become `null`, which means the server's default. */
function finite(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.min(milliseconds, Number.MAX_VALUE);
}

function about(id: string, task: string): string {
  return `job ${id} ${task}`;
}

function encodeRows(rows: readonly Row[]): ReturnType<typeof encode> {
  try {
    return encode(rows);
  } catch (error) {
    for (const row of rows) throwIfUncloneable(row, error);
    throw error;
  }
}

function throwIfUncloneable(row: Row, cause: unknown): void {
  try {
    encode(row);
  } catch {
    throw uncloneableArguments(row, cause, cloneAcross);
  }
}

function checkRows(rows: unknown, count: unknown): readonly Row[] {
  if (!Array.isArray(rows) || rows.length !== count || rows.length < 1 || rows.length > mostCalls) {
    throw new TypeError('malformed job: the number of calls differs from its record');
  }
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || row.length > mostArguments)
      throw new TypeError('malformed job: the arguments must be an array');
  }
  return rows as Row[];
}

function checkOptions(options: unknown): CallOptions {
  const runTimeout = field(options, 'runTimeout');
  const abortGrace = field(options, 'abortGrace');
  return {
    ...readTaskInfo((name) => field(options, name)),
    ...(isMilliseconds(runTimeout) && { runTimeout }),
    ...(isMilliseconds(abortGrace) && { abortGrace }),
  };
}

function isMilliseconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
