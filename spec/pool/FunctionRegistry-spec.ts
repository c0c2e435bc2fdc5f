import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { makeTaskRef } from '../../src/executor/Task.js';
import { FunctionRegistry, taskSpec } from '../../src/pool/FunctionRegistry.js';

describe('FunctionRegistry', () => {
  it('numbers functions in the order in which they come', () => {
    const registry = new FunctionRegistry();
    const one = (): number => 1;
    const two = (): number => 2;
    expect([one, two, one].map((fn) => registry.find(fn).index)).to.deep.equal([0, 1, 0]);
    expect(registry.at(1)).to.equal(registry.find(two));
    expect(registry.at(2)).to.equal(undefined);
  });

  it('has one entry for functions with equal source text, as a loop makes them', () => {
    const registry = new FunctionRegistry();
    const made = [0, 1, 2].map(
      () =>
        (n: number): number =>
          n,
    );
    expect(new Set(made.map((fn) => registry.find(fn))).size).to.equal(1);
  });

  it('has one entry for references to the same export, and others for other names', () => {
    const registry = new FunctionRegistry();
    const [a, again, b] = ['a', 'a', 'b'].map((name) => registry.find(makeTaskRef('file:///tasks.js', name)));
    expect(a).to.equal(again);
    expect(a).not.to.equal(b);
  });

  it('sends a function as its source text, and a reference as its name and module', () => {
    expect(taskSpec(makeTaskRef('file:///tasks.js', 'add'))).to.deep.equal({
      form: 'module',
      url: 'file:///tasks.js',
      name: 'add',
    });
    expect(taskSpec(makeTaskRef(undefined, 'add'))).to.deep.equal({ form: 'exposed', name: 'add' });
    const add = (a: number, b: number): number => a + b;
    expect(taskSpec(add)).to.deep.equal({ form: 'inline', source: '(a, b) => a + b', name: 'add' });
  });

  it('refuses functions that have no source text to send', () => {
    const registry = new FunctionRegistry();
    for (const fn of [Math.max, (() => 1).bind(undefined), class Task {}] as (() => unknown)[]) {
      expect(() => registry.find(fn)).to.throw(SerializationError, 'cannot be sent to a worker');
    }
  });
});
