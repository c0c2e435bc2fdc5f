import { expect } from 'chai';
import { isLarge, SharedReferenceGuard } from '../../src/protocol/SharedReferenceGuard.js';

describe('SharedReferenceGuard', () => {
  let guard: SharedReferenceGuard;

  beforeEach(() => {
    guard = new SharedReferenceGuard();
  });

  it('admits primitives, and values that share no object', () => {
    for (const value of [1, 'text', undefined, null, [1], { a: { b: 2 } }, { a: { b: 2 } }]) {
      expect(guard.admit(value)).to.equal(true);
    }
  });

  it('refuses a value that is in the message already', () => {
    const array = [1, 2];
    expect(guard.admit(array)).to.equal(true);
    expect(guard.admit(array)).to.equal(false);
  });

  const shared = { n: 1 };
  const bytes = new Uint8Array(8);
  const holders: Record<string, () => [first: unknown, second: unknown]> = {
    'a property': () => [{ a: shared }, { b: { c: shared } }],
    'an element': () => [[shared], [0, [shared]]],
    'a key of a Map': () => [new Map([[shared, 1]]), new Map([[shared, 2]])],
    'a value of a Map': () => [new Map([[1, shared]]), [shared]],
    'a member of a Set': () => [new Set([shared]), shared],
    'the buffer of two views': () => [new Uint8Array(bytes.buffer, 0, 4), new DataView(bytes.buffer, 4)],
    'a buffer and a view of it': () => [bytes.buffer, bytes],
  };
  for (const [holder, make] of Object.entries(holders)) {
    it(`refuses a value that shares an object with another by ${holder}`, () => {
      const [first, second] = make();
      expect(guard.admit(first)).to.equal(true);
      expect(guard.admit(second)).to.equal(false);
    });
  }

  it('admits a value that refers to an object of its own several times, and to itself', () => {
    const cycle: Record<string, unknown> = { left: shared, right: [shared] };
    cycle['self'] = cycle;
    expect(guard.admit(cycle)).to.equal(true);
  });

  it('admits a value again in a new message', () => {
    expect(guard.admit(shared)).to.equal(true);
    guard.clear();
    expect(guard.admit(shared)).to.equal(true);
  });

  it('refuses a large value, which gets a message to itself', () => {
    const objects = (count: number): object[] => Array.from({ length: count }, () => ({}));
    expect(guard.admit(objects(999))).to.equal(true);
    expect(guard.admit(objects(1000))).to.equal(false);
    expect(isLarge(objects(999))).to.equal(false);
    expect(isLarge(objects(1000))).to.equal(true);
  });

  it('does not count primitives as parts of a value', () => {
    expect(isLarge(Array.from({ length: 10_000 }, (_, i) => i))).to.equal(false);
    expect(isLarge('x'.repeat(100_000))).to.equal(false);
  });

  it('does not search an array that is nearly all holes', () => {
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    expect(guard.admit(sparse)).to.equal(false);
  });

  it('refuses a value whose getter throws, and does not throw itself', () => {
    const failing = {
      get value(): never {
        throw new Error('mine');
      },
    };
    expect(guard.admit(failing)).to.equal(false);
    expect(guard.admit({ fine: true })).to.equal(true);
  });
});
