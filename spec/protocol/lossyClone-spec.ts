import { createSecretKey } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { losesData } from '../../src/protocol/lossyClone.js';
import { cloneAcross } from '../../src/protocol/node/processCodec.js';
import { checkWhole } from '../../src/protocol/serializationError.js';

class Secret {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  get value(): number {
    return this.#value;
  }
}

const clones = { 'a structured clone': structuredClone, 'the codec of processes': cloneAcross };

for (const [name, clone] of Object.entries(clones)) {
  describe(`values that would arrive as {} by ${name}`, () => {
    const emptied: Record<string, () => unknown> = {
      URL: () => new URL('http://a.b/c'),
      Headers: () => new Headers({ a: 'b' }),
      Request: () => new Request('http://a.b'),
      AbortController: () => new AbortController(),
      DOMException: () => new DOMException('gone', 'AbortError'),
      'an object with private fields only': () => new Secret(1),
      'an object without fields of its own': () => new (class Nothing {})(),
      'a property that is not enumerable': () => Object.defineProperty({}, 'a', { value: 1 }),
      'a property named by a symbol': () => ({ [Symbol('a')]: 1 }),
      Math: () => Math,
    };
    for (const [kind, make] of Object.entries(emptied)) {
      it(`names ${kind}, wherever it is`, () => {
        for (const [value, path] of [
          [make(), 'result'],
          [{ a: [1, { b: make() }] }, 'result.a[1].b'],
          [new Map([['k', make()]]), 'result.get("k")'],
          [new Set([0, make()]), 'result.values()[1]'],
          [new Error('a', { cause: make() }), 'result.cause'],
        ] as const) {
          expect(() => checkWhole(value, 'result', clone))
            .to.throw(SerializationError, 'empty object')
            .with.property('part', path);
        }
      });
    }

    it('accepts empty objects, and values that arrive unchanged', () => {
      const cycle: Record<string, unknown> = { date: new Date(0) };
      cycle['self'] = cycle;
      const fine = [
        {},
        [],
        Object.create(null),
        runInNewContext('({})'),
        runInNewContext('new Map()'),
        new Map(),
        new Set(),
        new Date(0),
        /a/,
        new Error('a'),
        new Error('a', { cause: new Error('b', { cause: { code: 1 } }) }),
        new Uint8Array(),
        new DataView(new ArrayBuffer(1)),
        Object(1),
        Object(''),
        cycle,
        new (class Point {
          x = 1;
        })(),
      ];
      for (const value of fine) expect(losesData([value], clone)).to.equal(false);
    });

    it('leaves values that throw when they are read to the clone', () => {
      const hostile = [
        Object.defineProperty({}, 'a', {
          enumerable: true,
          get: () => {
            throw new Error('in the getter');
          },
        }),
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('in the trap');
            },
          },
        ),
      ];
      for (const value of hostile) expect(losesData(value, clone)).to.equal(false);
    });

    it('accepts plain data', () => {
      const plain = fc.anything({
        withMap: true,
        withSet: true,
        withDate: true,
        withTypedArray: true,
        withBigInt: true,
      });
      fc.assert(fc.property(plain, (value) => !losesData(value, clone)));
    });

    it('finds such a value anywhere in plain data, large or small', () => {
      const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
        tree: fc.oneof(
          { depthSize: 'medium', withCrossShrink: true },
          fc.constant(new Secret(1)),
          fc.integer(),
          fc.constant(null),
          fc.array(tie('tree'), { maxLength: 70 }),
          fc.dictionary(fc.string({ maxLength: 3 }), tie('tree'), { maxKeys: 8 }),
        ),
      }));
      const hasSecret = (value: unknown): boolean =>
        value instanceof Secret ||
        (typeof value === 'object' && value !== null && Object.values(value as object).some(hasSecret));
      fc.assert(
        fc.property(tree, (value) => losesData(value, clone) === hasSecret(value)),
        { numRuns: 500 },
      );
    });

    it('examines a long sparse array quickly', () => {
      const array: unknown[] = [];
      array[2 ** 32 - 2] = { secret: new Secret(1) };
      expect(losesData(array, clone)).to.equal(true);
    });
  });
}

describe('values that Node can clone, but not send to a process', () => {
  it('are sent to threads only', () => {
    const key = createSecretKey(Buffer.from('secret'));
    expect(losesData(key, structuredClone)).to.equal(false);
    expect(() => cloneAcross(key))
      .to.throw('cannot leave its process')
      .with.property('name', 'DataCloneError');
  });
});
