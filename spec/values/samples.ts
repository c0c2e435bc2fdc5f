import { createSecretKey } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { of, Subject } from 'rxjs';
import { Future } from '../../src/future/Future.js';
import { registerError } from '../../src/protocol/registerError.js';

class Point {
  x = 1;
  readonly y = 2;
  length(): number {
    return Math.hypot(this.x, this.y);
  }
}

class Account {
  readonly #balance = 1;
  get balance(): number {
    return this.#balance;
  }
}

class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status = 404;
}

/** Known on both sides: this module is loaded by the tasks as well. */
export class Registered extends HttpError {
  override readonly name = 'Registered' as 'HttpError';
}
registerError(Registered);

const cycle: { self?: unknown } = {};
cycle.self = cycle;

const sparse = ['a'];
sparse[3] = 'b';

const resizable = new (ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer)(2, {
  maxByteLength: 4,
});

const moved = new Uint8Array(8);
structuredClone(moved, { transfer: [moved.buffer] });

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

/** Values to send, by their names in the table. */
export const samples: readonly (readonly [name: string, value: unknown])[] = [
  ['`undefined`', undefined],
  ['`null`', null],
  ['`-0`', -0],
  ['`NaN`', Number.NaN],
  ['a BigInt', 10n ** 20n],
  ['a string with half a character', '\ud800'],
  ['an object with `undefined` in it', { a: undefined }],
  ['an object that holds itself', cycle],
  ['one object twice', ((each) => [each, each])({ a: 1 })],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ['an array with holes', sparse],
  ['a Map with object keys', new Map([[{ k: 1 }, 'v']])],
  ['a Set', new Set([1, 'a'])],
  ['a Date', new Date(0)],
  ['an invalid Date', new Date(Number.NaN)],
  ['a RegExp', /a+/giu],
  ['`Object(1)`', Object(1)],
  ['an ArrayBuffer', new ArrayBuffer(2)],
  ['a Uint8Array', new Uint8Array([1, 2])],
  ['a view of a part of its buffer', new Uint16Array(new ArrayBuffer(8), 2, 2)],
  ['a Float64Array', new Float64Array([0.5, -0])],
  ['a BigInt64Array', new BigInt64Array([1n])],
  ['a DataView', new DataView(new ArrayBuffer(4), 1, 2)],
  ['a resizable ArrayBuffer', resizable],
  ['a view that follows the size of its buffer', new Uint8Array(resizable)],
  ['a Uint8Array of another realm', runInNewContext('new Uint8Array([1, 2])')],
  ['a Buffer', Buffer.from('hi')],
  ['a view whose memory was moved', moved],
  ['a SharedArrayBuffer', new SharedArrayBuffer(2)],
  ['an Int32Array of shared memory', new Int32Array(new SharedArrayBuffer(4))],
  ['an Error', new RangeError('too far', { cause: new Error('why') })],
  ['an Error with fields', Object.assign(new TypeError('no'), { code: 'E_NO' })],
  ['a DOMException', new DOMException('gone', 'AbortError')],
  ['an instance of a class', new Point()],
  ['an instance with private fields only', new Account()],
  ['a function', () => 1],
  ['an object with a method', { method: () => 1 }],
  ['a symbol', Symbol('s')],
  ['a property named by a symbol', { [Symbol('s')]: 1, a: 1 }],
  ['a getter', Object.defineProperty({}, 'a', { enumerable: true, get: () => 1 })],
  ['a Promise', Promise.resolve(1)],
  ['a Promise in an object', { later: Promise.resolve(1) }],
  ['a Future', Future.of(1)],
  ['an Observable', of(1)],
  ['a Subject in an object', { changes: new Subject() }],
  ['a generator in an object', { each: [1][Symbol.iterator]() }],
  ['a WeakMap', new WeakMap()],
  ['a Proxy', new Proxy({ a: 1 }, {})],
  ['a URL', new URL('http://example.org/')],
  ['a Headers', new Headers({ a: 'b' })],
  ['an AbortSignal', new AbortController().signal],
  ['a ReadableStream', new ReadableStream()],
  ['a MessagePort', new MessageChannel().port1],
  ['arrays in arrays, 10,000 deep', nested(10_000)],
  ['a Blob', new Blob(['hi'])],
  ['a KeyObject', createSecretKey(Buffer.from('secret'))],
  ['a WebAssembly.Module', new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))],
];

/** Values to throw. */
export const thrown: readonly (readonly [name: string, value: unknown])[] = [
  [
    'an Error with `cause` and fields',
    Object.assign(new RangeError('too far', { cause: new TypeError('why') }), { code: 'E_FAR' }),
  ],
  ['an AggregateError', new AggregateError([new RangeError('one')], 'all')],
  ['a DOMException', new DOMException('gone', 'AbortError')],
  ['an error of a class that is not registered', new HttpError('not found')],
  ['an error of a class known by `registerError`', new Registered('not found')],
  ['`null`', null],
  ['an object', { reason: 'none' }],
  ['a function', () => 1],
];
