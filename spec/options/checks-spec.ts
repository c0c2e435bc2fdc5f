import { expect } from 'chai';
import { checkFiniteMilliseconds, checkLimit, checkMilliseconds, checkPatience } from '../../src/options/checks.js';
import { describe as said } from '../../src/options/describe.js';

describe('a time limit in milliseconds', () => {
  const given = [0, 1.5, 2 ** 31, Infinity];

  it('is a number of at least 0, or Infinity', () => {
    expect(given.map((each) => checkMilliseconds(each, 'timeout'))).to.deep.equal(given);
  });

  it('is no limit when it is Infinity', () => {
    expect(given.map((each) => checkLimit(each, 'timeout'))).to.deep.equal([0, 1.5, 2 ** 31, undefined]);
  });

  it('counts as 0 when it is negative, and as no limit when infinite, for methods that wait', () => {
    const more = [-0.5, -1, -Infinity, Number.MAX_VALUE];
    expect(more.map((each) => checkPatience(each, 'timeout'))).to.deep.equal([0, 0, 0, undefined]);
    expect(given.map((each) => checkPatience(each, 'timeout'))).to.deep.equal([0, 1.5, 2 ** 31, undefined]);
    expect(() => checkPatience(Number.NaN, 'timeout')).to.throw(RangeError, 'a number of milliseconds, got NaN');
    for (const bad of ['5', null, 5n, {}]) expect(() => checkPatience(bad, 'timeout')).to.throw(TypeError, 'timeout');
  });

  it('must be finite where required', () => {
    expect(checkFiniteMilliseconds(2 ** 31, 'delay')).to.equal(2 ** 31);
    expect(() => checkFiniteMilliseconds(Infinity, 'delay')).to.throw(RangeError, 'delay must be a finite number');
  });

  it('is rejected by name when it is anything else', () => {
    expect(() => checkMilliseconds('5', 'timeout')).to.throw(
      TypeError,
      'timeout must be a number of milliseconds, got "5"',
    );
    for (const bad of [-1, Number.NaN]) {
      const message = `runTimeout must be 0 or more milliseconds, got ${bad}`;
      expect(() => checkMilliseconds(bad, 'runTimeout')).to.throw(RangeError, message);
    }
  });
});

describe('a value in an error message', () => {
  for (const [value, text] of [
    ['a "word"', '"a \\"word\\""'],
    [5, '5'],
    [5n, '5n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[1], 'an array'],
    [{ toString: () => expect.fail() }, 'an object'],
    [Object.create(null), 'an object'],
    [revokedProxy(), 'an object'],
    [new Map(), 'an instance of Map'],
    [Promise.resolve(), 'an instance of Promise'],
    [AbortSignal.abort(), 'an instance of AbortSignal'],
    [new (class Settings {})(), 'an instance of Settings'],
  ] as const) {
    it(`is short, and runs none of the value's code: ${text}`, () => {
      expect(said(value)).to.equal(text);
    });
  }
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
