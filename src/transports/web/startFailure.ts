import type { WorkerEnd } from '../../protocol/Transport.js';
import { scriptOf } from './scriptOf.js';

/** Milliseconds to look for the reason of a failure. */
const longestSearch = 1000;

/** Returns the reason that a worker's file did not load, which browsers do not report. */
export async function startFailure(make: () => unknown): Promise<WorkerEnd> {
  const script = scriptOf(make);
  if (script === undefined || !script.startsWith('http')) return failure("the worker's script could not be loaded");
  try {
    const response = await fetch(script, { signal: AbortSignal.timeout(longestSearch) });
    void response.body?.cancel();
    return failure(`the worker's script ${script} ${verdict(response)}`);
  } catch (cause) {
    return failure(`the worker's script ${script} could not be fetched`, cause);
  }
}

/** Returns the end of a worker that the page's Content-Security-Policy blocked. */
export function blockedBy({ effectiveDirective, blockedURI, originalPolicy }: SecurityPolicyViolationEvent): WorkerEnd {
  const source = blockedURI.startsWith('http') ? "'self'" : `${blockedURI.split(':')[0]}:`;
  const error = new Error(
    `the Content-Security-Policy of the page blocks the worker (${blockedURI}): ` +
      `it needs ${effectiveDirective} ${source}, and the policy is: ${originalPolicy}`,
  );
  return { error, hopeless: true };
}

/** Returns the end of a worker whose code threw an error that it did not catch. */
export function uncaught({ message, filename, lineno }: ErrorEvent): WorkerEnd {
  return failure(`${message.replace(/^Uncaught /, '')} (${filename}:${lineno})`);
}

/** Returns the end of a worker that loaded and posted no hello. */
export function noHello(milliseconds: number): WorkerEnd {
  const error = new Error(
    `the worker did not start within ${milliseconds} ms (startTimeout): does its file call expose() of rx-futures/worker? ` +
      'A bundler that takes the file for free of side effects leaves it empty',
  );
  return { error, hopeless: true };
}

/** A development server refuses a file that it cannot transform. */
const invalid = 'it has a syntax error, or imports what cannot be loaded; see the console';

function verdict({ ok, status, statusText, headers }: Response): string {
  if (status >= 500) return `could not be served (${status}): ${invalid}`;
  if (!ok) return `is not there: ${status} ${statusText}`;
  const type = headers.get('content-type') ?? 'nothing';
  if (!/(java|ecma)script/.test(type)) {
    return `is served as ${type}, which is not JavaScript: a server may return its index page for files that it does not have`;
  }
  if (globalThis.crossOriginIsolated && !headers.has('cross-origin-embedder-policy')) {
    return 'is served without the header Cross-Origin-Embedder-Policy, which the page has: send it with every response';
  }
  return `could be fetched, but did not start: ${invalid}`;
}

function failure(message: string, cause?: unknown): WorkerEnd {
  return { error: new Error(message, cause === undefined ? undefined : { cause }) };
}
