import { expect } from 'chai';
import { consumerPortOf, type InProcessLink, producerPortOf } from '../../src/streams/inProcess.js';
import { alone } from '../../src/streams/ports.js';

describe('the ports of a stream in one process', () => {
  let calls: unknown[];
  let side: string;

  /** Runs each call "on a side", and crosses values as a clone would. */
  const link: InProcessLink = {
    inside: (fn) => on('task', fn),
    outside: (fn) => on('host', fn),
    cross: (value) => structuredClone(value),
    crossThrown: (thrown) => `crossed: ${String(thrown)}`,
    stopping: () => true,
  };

  function on(which: string, fn: () => void): void {
    side = which;
    fn();
    side = 'none';
  }

  const record =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([side, name, ...args]);
    };

  beforeEach(() => {
    calls = [];
    side = 'none';
  });

  it('call the consumer on the host, with items that have crossed', () => {
    const consumer = { items: record('items'), requestInput: record('request'), cancelInput: record('cancel') };
    const port = consumerPortOf(consumer, link);
    const item = { n: 1 };
    port.items(3, [item]);
    port.requestInput(1, 16);
    port.cancelInput(1);
    expect(calls).to.deep.equal([
      ['host', 'items', 3, [{ n: 1 }]],
      ['host', 'request', 1, 16],
      ['host', 'cancel', 1],
    ]);
    expect((calls[0] as [string, string, number, unknown[]])[3][0]).to.not.equal(item);
    expect(port.stopping()).to.equal(true);
  });

  it('call the producer as part of the task, with values and errors that have crossed', () => {
    const port = producerPortOf({ request: record('request'), input: record('input') }, link);
    port.request(4);
    port.input(1, 0, ['a', 'b']);
    port.input(1, 2, [], { kind: 'error', error: 'lost' });
    expect(calls).to.deep.equal([
      ['task', 'request', 4],
      ['task', 'input', 1, 0, ['a', 'b'], undefined],
      ['task', 'input', 1, 2, [], { kind: 'error', error: 'crossed: lost' }],
    ]);
  });

  it('batch no values, and copy only those that wait', () => {
    const port = producerPortOf({ request: () => {}, input: () => {} }, link);
    const value = { n: 1 };
    expect(port.copy(value)).to.equal(alone);
    expect(port.keep(value)).to.deep.equal(value);
    expect(port.keep(value)).to.not.equal(value);
  });
});
