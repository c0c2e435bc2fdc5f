import { expect } from 'chai';
import fc from 'fast-check';
import { plainCopy } from '../../src/protocol/plainCopy.js';

describe('plainCopy', () => {
  const refused = Symbol('refused');
  const copyOf = (value: unknown): unknown => plainCopy(value, refused);

  it('equals a structured clone of any JSON, and shares no object with the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const copy = copyOf(value);
        if (copy === refused) return;
        expect(copy).to.deep.equal(structuredClone(value));
        if (typeof value === 'object' && value !== null) expect(copy).not.to.equal(value);
      }),
    );
  });

  it('returns primitives as they are, but for symbols, which no clone takes', () => {
    for (const value of [0, -0, Number.NaN, 5n, '', true, null, undefined])
      expect(Object.is(copyOf(value), value)).to.equal(true);
    expect(copyOf(Symbol.iterator)).to.equal(refused);
    expect(copyOf(() => 1)).to.equal(refused);
  });

  it('makes an object of no class of one without a prototype, as a clone does', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    const copy = copyOf(bare) as object;
    expect(copy).to.deep.equal({ a: 1 });
    expect(Object.getPrototypeOf(copy)).to.equal(Object.prototype);
  });

  const shared = {};
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const others: Record<string, unknown> = {
    'an instance of a class': new (class Point {
      x = 1;
    })(),
    'a Map': new Map(),
    'a Date': new Date(),
    'a buffer': new ArrayBuffer(8),
    'a symbol within an object': { a: Symbol.iterator },
    'an object that is met twice': [shared, shared],
    'a cycle': cycle,
    'a sparse array': Object.assign([], { 3: 1 }),
    'an array with a property': Object.assign([1], { index: 0 }),
    'an array of a subclass': new (class List extends Array {})(),
    'a property named __proto__': JSON.parse('{"__proto__":1}'),
    'more objects than 32': Array.from({ length: 32 }, () => ({})),
    'a getter that throws': {
      get a(): never {
        throw new Error('mine');
      },
    },
  };
  for (const [kind, value] of Object.entries(others)) {
    it(`refuses ${kind}`, () => {
      expect(copyOf(value)).to.equal(refused);
      expect(copyOf({ within: [value] })).to.equal(refused);
    });
  }
});
