import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { adviceFor } from '../../src/protocol/advice.js';
import { cloneError, findUncloneable, partsOf } from '../../src/protocol/cloneable.js';
import {
  uncloneable,
  uncloneableArguments,
  undecodable,
  undecodableArguments,
} from '../../src/protocol/serializationError.js';
import { formatPath, type ValuePath } from '../../src/protocol/ValuePath.js';

const fail = (): number => 1;

describe('the part of a value that cannot be cloned', () => {
  const pathIn = (value: unknown): string | undefined => findUncloneable(value, 'result', structuredClone)?.path;

  it('is named by its path, in the syntax of JavaScript', () => {
    expect(pathIn(fail)).to.equal('result');
    expect(pathIn({ a: [1, { b: fail }] })).to.equal('result.a[1].b');
    expect(pathIn(new Map([['k', fail]]))).to.equal('result.get("k")');
    expect(pathIn(new Map([[{ f: fail }, 1]]))).to.equal('result.keys()[0].f');
    expect(pathIn(new Map([[5, fail]]))).to.equal('result.values()[0]');
    expect(pathIn(new Set([1, fail]))).to.equal('result.values()[1]');
    expect(pathIn(new Error('outer', { cause: { f: fail } }))).to.equal('result.cause.f');
  });

  it('is the first one', () => {
    expect(pathIn({ a: 1, b: fail, c: fail })).to.equal('result.b');
  });

  it('is absent from a value that can be cloned', () => {
    expect(pathIn({ a: [1] })).to.equal(undefined);
    expect(cloneError({ a: [1] }, structuredClone)).to.equal(undefined);
  });

  it('is found in a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    cycle['f'] = fail;
    expect(pathIn(cycle)).to.equal('result.f');
  });

  it('is the object around it beyond 32 levels', () => {
    let value: unknown = fail;
    for (let i = 0; i < 40; i++) value = [value];
    expect(pathIn(value)).to.equal(`result${'[0]'.repeat(32)}`);
  });

  it('is the whole where its parts cannot be read', () => {
    const proxy = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('mine');
        },
      },
    );
    expect(findUncloneable(proxy, 'result', structuredClone)).to.include({ path: 'result', value: proxy });
  });

  it('is not searched for in primitives, except in symbols and long strings', () => {
    const clone = (): never => {
      throw new Error('cloned');
    };
    for (const value of [1, 'short', undefined, null, true, 5n]) expect(cloneError(value, clone)).to.equal(undefined);
    for (const value of [Symbol.iterator, 'x'.repeat(5000), {}, fail])
      expect(cloneError(value, clone)).to.have.property('error');
  });
});

describe('partsOf', () => {
  const partsIn = (value: object): unknown[] => Array.from(partsOf(value), ([part]) => part);

  it('yields what a clone visits', () => {
    expect(partsIn({ a: 1, b: 2 })).to.deep.equal([1, 2]);
    expect(partsIn([3, 4])).to.deep.equal([3, 4]);
    expect(partsIn(new Map([[5, 6]]))).to.deep.equal([5, 6]);
    expect(partsIn(new Set([7]))).to.deep.equal([7]);
    expect(partsIn(new Error('e', { cause: 8 }))).to.deep.equal([8]);
    expect(partsIn(new Uint8Array(3))).to.deep.equal([]);
  });

  it('yields undefined for a getter that throws', () => {
    const value = {
      get a(): never {
        throw new Error('mine');
      },
    };
    expect(partsIn(value)).to.deep.equal([undefined]);
  });
});

describe('a path within a value', () => {
  it('is abbreviated to its two ends when it is long', () => {
    let path: ValuePath = { value: undefined, place: 'result', up: undefined };
    for (let i = 0; i < 100; i++) path = { value: undefined, place: `[${i}]`, up: path };
    const text = formatPath(path);
    expect(text).to.match(/^result\[0\]\[1\]/);
    expect(text).to.contain('…');
    expect(text).to.match(/\[98\]\[99\]$/);
    expect(text.length).to.be.lessThan(200);
  });
});

describe('the error of a value that was not sent', () => {
  const cause = new DOMException('no', 'DataCloneError');

  it('names the part, the reason and what to send instead', () => {
    const error = uncloneable({ f: fail }, 'result', cause, structuredClone);
    expect(error).to.be.instanceOf(SerializationError).with.property('part', 'result.f');
    expect(error.message).to.contain('result.f cannot be cloned').and.contain('it is a function');
  });

  it('counts arguments from 1', () => {
    expect(uncloneableArguments([1, fail], cause, structuredClone)).to.have.property('part', 'argument 2');
    expect(uncloneableArguments([1], cause, structuredClone)).to.have.property('part', 'arguments');
  });

  it('says how deep a value is that made the clone run out of stack', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 1000; i++) deep = [deep];
    const error = uncloneable(deep, 'result', new RangeError('stack'), structuredClone);
    expect(error.message).to.contain('nested too deeply').and.contain('1000 levels');
  });

  it('says that a value is too large', () => {
    const tooLarge = new DOMException('takes so many bytes', 'QuotaExceededError');
    expect(uncloneable('x', 'result', tooLarge, structuredClone).message)
      .to.contain('too large')
      .and.contain('bytes');
  });
});

describe('the error of a value that did not decode', () => {
  it('has the reason of the platform', () => {
    const error = undecodable(undefined, 'result', new Error('no memory'));
    expect(error).to.include({ part: 'result', message: 'result could not be decoded on arrival: no memory' });
  });

  it('names the deepest of several arguments', () => {
    expect(undecodableArguments([[], [[]], 1], undefined, structuredClone)).to.have.property('part', 'argument 2');
    expect(undecodableArguments([1, 2], undefined, structuredClone)).to.have.property('part', 'arguments');
  });
});

describe('the advice for a value that cannot be cloned', () => {
  it('depends on its kind', () => {
    expect(adviceFor(fail, undefined)).to.contain('function');
    expect(adviceFor(Promise.resolve(), undefined)).to.contain('await');
    expect(adviceFor(new WeakMap(), undefined)).to.contain('Map');
    expect(adviceFor(new AbortController().signal, undefined)).to.contain('executor.with({ signal })');
    expect(adviceFor(new Proxy({}, {}), new DOMException('no', 'DataCloneError'))).to.contain('Proxy');
  });

  it('is absent where there is none, and where the value cannot be read', () => {
    expect(adviceFor({ a: 1 }, undefined)).to.equal(undefined);
    expect(adviceFor(5, undefined)).to.equal(undefined);
    const failing = {
      get subscribe(): never {
        throw new Error('mine');
      },
    };
    expect(adviceFor(failing, undefined)).to.equal(undefined);
  });
});
