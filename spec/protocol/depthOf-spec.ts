import { expect } from 'chai';
import { depthOf } from '../../src/protocol/depthOf.js';

describe('depthOf', () => {
  /** Returns so many objects within each other. */
  function nested(depth: number): object {
    let value: object = {};
    for (let i = 1; i < depth; i++) value = { value };
    return value;
  }

  it('counts the objects within each other', () => {
    expect(depthOf(5)).to.equal(0);
    expect(depthOf(null)).to.equal(0);
    expect(depthOf({ a: 1, b: 'text' })).to.equal(1);
    expect(depthOf([[1], { a: [2] }])).to.equal(3);
    expect(depthOf(new Map([[{ key: {} }, new Set([[0]])]]))).to.equal(3);
    expect(depthOf(new Error('outer', { cause: new Error('inner') }))).to.equal(2);
  });

  it('counts an object that is met twice at its least depth, so a cycle ends', () => {
    const cycle: Record<string, unknown> = {};
    cycle['deep'] = { deeper: cycle };
    expect(depthOf(cycle)).to.equal(2);
  });

  it('visits a shared object once, however many paths lead to it', () => {
    let shared: object = {};
    for (let i = 0; i < 100; i++) shared = { left: shared, right: shared };
    expect(depthOf(shared)).to.equal(101);
  });

  it('needs no deep stack', () => {
    expect(depthOf(nested(100_000))).to.equal(100_000);
  });

  it('is infinite beyond a limit', () => {
    const limits = { depth: 10, objects: 1000 };
    expect(depthOf(nested(10), limits)).to.equal(10);
    expect(depthOf(nested(11), limits)).to.equal(Number.POSITIVE_INFINITY);
    expect(
      depthOf(
        Array.from({ length: 999 }, () => ({})),
        limits,
      ),
    ).to.equal(2);
    expect(
      depthOf(
        Array.from({ length: 1000 }, () => ({})),
        limits,
      ),
    ).to.equal(Number.POSITIVE_INFINITY);
  });

  it('ends for a getter that makes a new object at each access', () => {
    const endless = (): object => Object.defineProperty({}, 'next', { enumerable: true, get: endless });
    expect(depthOf(endless(), { depth: 10, objects: 1000 })).to.equal(Number.POSITIVE_INFINITY);
  });
});
