import { expect } from 'chai';
import { checkMilliseconds, describe as said } from '../../src/future/limits.js';

describe('a limit in milliseconds', () => {
  it('is a number of at least 0; none is none, and so is Infinity', () => {
    expect([0, 1.5, undefined, Infinity].map((each) => checkMilliseconds('timeout', each))).to.deep.equal([
      0,
      1.5,
      undefined,
      undefined,
    ]);
  });

  it('is refused by name when it is anything else', () => {
    expect(() => checkMilliseconds('timeout', '5')).to.throw(
      TypeError,
      'timeout must be a number of milliseconds, got "5"',
    );
    for (const bad of [-1, Number.NaN]) {
      const message = `runTimeout must be 0 or more milliseconds, got ${bad}`;
      expect(() => checkMilliseconds('runTimeout', bad)).to.throw(RangeError, message);
    }
  });
});

describe('a value in an error message', () => {
  for (const [value, text] of [
    ['a "word"', '"a \\"word\\""'],
    [5, '5 (number)'],
    [5n, '5 (bigint)'],
    [null, 'null (object)'],
    [undefined, 'undefined (undefined)'],
    [Symbol('s'), 'Symbol(s) (symbol)'],
    [() => 1, 'a function'],
    [[1], 'an array'],
    [{ toString: () => expect.fail() }, 'an object'],
  ] as const) {
    it(`is short, and runs none of its code: ${text}`, () => {
      expect(said(value)).to.equal(text);
    });
  }
});
