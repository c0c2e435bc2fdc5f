import { attempt } from '../errors/inspectThrown.js';
import { isObject } from './isObject.js';
import { isFuture, isObservable } from './observables.js';

const adviceForFunction = 'it is a function: send data, and call the function in the module of the task';

/**
 * Returns what kind of uncloneable value this is and what to send instead; `undefined` if there is no advice for it.
 */
export function adviceFor(value: unknown, error: unknown): string | undefined {
  if (typeof value === 'function') return adviceForFunction;
  if (!isObject(value)) return undefined;
  // a getter or a Proxy of the caller may throw
  return attempt(() => adviceForKind(value) ?? adviceForFailure(value, error));
}

function adviceForKind(value: object): string | undefined {
  if (isFuture(value)) return 'it is a Future: submit its value, await future.result()';
  if (isObservable(value)) {
    return 'it is an Observable: send its values, by map(task, observable), mapOn(executor, task) or through(executor, operator)';
  }
  if (isDetached(value)) {
    return 'its memory has been moved, as by transfer(bytes, [bytes.buffer]): send a copy made before, bytes.slice()';
  }
  return adviceByTag[Object.prototype.toString.call(value)];
}

const adviceByTag: Readonly<Record<string, string>> = {
  '[object Promise]': 'it is a promise: submit its value, await promise',
  '[object AbortSignal]': 'it is an AbortSignal: use executor.with({ signal }), and currentTask().signal in the task',
  '[object AbortController]':
    'it is an AbortController: use executor.with({ signal: controller.signal }), and currentTask().signal in the task',
  '[object WeakMap]': 'send its entries in a Map',
  '[object WeakSet]': 'send its values in a Set',
  '[object WeakRef]': 'send what it refers to, weakRef.deref()',
  '[object Generator]': 'send its values in an array, or map over them: executor.map(task, generator)',
  '[object AsyncGenerator]': 'map over its values: executor.map(task, generator)',
};

/**
 * Values that can only be moved have `transfer` in their error in every engine; a plain object that cannot be cloned
 * although its parts can is a Proxy. Any other error than the engine's is that of a getter or a trap of the caller.
 */
function adviceForFailure(value: object, error: unknown): string | undefined {
  if (error === undefined) return undefined;
  if (/transfer/i.test(String((error as { message?: unknown } | null)?.message))) {
    return 'it can only be moved: transfer(value, [value])';
  }
  // a DataCloneError is the platform's; any other error is that of a getter, which the message has
  if ((error as { name?: unknown } | null)?.name !== 'DataCloneError') return undefined;
  if (Object.prototype.toString.call(value) === '[object Arguments]')
    return 'it is the arguments object: send [...arguments]';
  const proto: unknown = Object.getPrototypeOf(value);
  const plain = proto === Object.prototype || proto === Array.prototype || proto === null;
  return plain ? 'it seems to be a Proxy: send a plain copy of it' : undefined;
}

function isDetached(value: object): boolean {
  const buffer: unknown = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
