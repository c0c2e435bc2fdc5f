import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { nearestName } from '../../options/nearestName.js';

/** The settings of `npx rx-futures serve`. */
export interface CommandSettings {
  readonly file: URL;
  readonly queue: string;
  readonly concurrency: number;
  readonly pool: 'threads' | 'processes';
  readonly redis: string;
  readonly prefix: string | undefined;
  readonly secret: string | undefined;
  readonly health: { readonly host: string; readonly port: number } | undefined;
  /** Milliseconds that running jobs have to end when the server closes. */
  readonly grace: number;
}

/** The error of wrong command line arguments. */
export class UsageError extends Error {}

export const usage = `Usage: npx rx-futures serve FILE --queue NAME [options]

Serves a queue: runs the functions that FILE exports, by their names, for whoever submits them.

  --queue NAME           the queue
  --concurrency N        jobs at once, each on a worker of its own (${availableParallelism()} here)
  --pool KIND            threads, or processes for native code and memory limits that hold (threads)
  --redis URL            where Redis is ($REDIS_URL, or redis://127.0.0.1:6379)
  --prefix TEXT          what the queue's keys begin with ({fx})
  --health [HOST:]PORT   answers GET requests with 200 while it serves, 503 otherwise (127.0.0.1)
  --grace MILLISECONDS   how long running jobs have after SIGTERM or SIGINT (10000)
  --help                 this

The secret that jobs and answers are signed with is read from $RX_FUTURES_SECRET.`;

const options = {
  queue: { type: 'string' },
  concurrency: { type: 'string', default: String(availableParallelism()) },
  pool: { type: 'string', default: 'threads' },
  redis: { type: 'string' },
  prefix: { type: 'string' },
  health: { type: 'string' },
  grace: { type: 'string', default: '10000' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Returns the settings; `undefined` if help is requested. It uses Node's own parser, so that the package needs no
 * dependency.
 */
export function readArguments(args: readonly string[]): CommandSettings | undefined {
  const { values, positionals } = parsed(args);
  if (values.help || args.length === 0) return undefined;
  const [command, file, ...more] = positionals;
  if (command !== 'serve') throw new UsageError(`there is no command "${command ?? ''}"; there is: serve`);
  if (file === undefined || more.length > 0) throw new UsageError('serve takes one file of tasks');
  if (values.queue === undefined) throw new UsageError('--queue is missing');
  const { REDIS_URL, RX_FUTURES_SECRET } = process.env;
  return {
    file: existingFile(file),
    queue: values.queue,
    concurrency: wholeNumber('--concurrency', values.concurrency, 1),
    pool: poolKind(values.pool),
    redis: values.redis ?? (REDIS_URL || 'redis://127.0.0.1:6379'),
    prefix: values.prefix,
    secret: RX_FUTURES_SECRET || undefined,
    health: values.health === undefined ? undefined : address(values.health),
    grace: wholeNumber('--grace', values.grace, 0),
  };
}

function parsed(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    throw new UsageError(unknownFlag(args) ?? (error as Error).message);
  }
}

/** Returns a message about the first flag that does not exist. */
function unknownFlag(args: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const names = Object.keys(options);
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (unknown?.kind !== 'option') return undefined;
  const nearest = nearestName(unknown.name, names);
  const hint =
    nearest === undefined ? `there are ${names.map((name) => `--${name}`).join(', ')}` : `did you mean --${nearest}?`;
  return `unknown option ${unknown.rawName}; ${hint}`;
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true });

function existingFile(file: string): URL {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  return pathToFileURL(path);
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`${name} must be a whole number of ${least} or more, got "${text}"`);
}

function poolKind(text: string): 'threads' | 'processes' {
  if (text === 'threads' || text === 'processes') return text;
  throw new UsageError(`--pool must be threads or processes, got "${text}"`);
}

function address(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: at < 0 ? '127.0.0.1' : text.slice(0, at), port: wholeNumber('--health', text.slice(at + 1), 0) };
}
