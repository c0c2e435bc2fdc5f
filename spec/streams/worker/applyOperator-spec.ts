import { expect } from 'chai';
import { applyOperator } from '../../../src/streams/worker/applyOperator.js';

describe('applyOperator', () => {
  const source = 'source';
  const double = (input: unknown): string => String(input).repeat(2);

  it('calls an operator with the source', () => {
    expect(applyOperator(double, [], source)).to.equal('sourcesource');
  });

  it('calls a factory with its arguments, and its result with the source', () => {
    const join = (by: unknown) => (input: unknown) => [input, by].join('');
    expect(applyOperator(join as never, ['!'], source)).to.equal('source!');
    expect(applyOperator(((by = '?') => join(by)) as never, [], source)).to.equal('source?');
  });

  it('waits for an asynchronous factory', async () => {
    expect(await applyOperator(async () => double, [], source)).to.equal('sourcesource');
  });

  it('calls a function of optional parameters that is no factory with the source', () => {
    expect(applyOperator((input: unknown = 'nothing') => input, [], source)).to.equal('source');
  });

  it('throws for a factory that returns no function', () => {
    expect(() => applyOperator(() => 1, ['argument'], source)).to.throw(TypeError, 'function, got number');
  });
});
