import { expect } from 'chai';
import fc from 'fast-check';
import { Deque } from '../../src/collections/Deque.js';
import { collectGarbage } from '../support/collectGarbage.js';

interface Item {
  readonly n: number;
}

type Command = fc.Command<Item[], Deque<Item>>;

let last = 0;
const item = (): Item => ({ n: last++ });

/** A command without a precondition; `run` applies it to model and real object, and compares the results. */
function command(name: string, run: (model: Item[], ring: Deque<Item>) => void): Command {
  return {
    check: () => true,
    run: (model, ring) => {
      run(model, ring);
      expect([...ring]).to.deep.equal(model);
      expect(ring.length).to.equal(model.length);
      if (model.length > 0) expect(ring.first()).to.equal(model[0]);
    },
    toString: () => name,
  };
}

const times = fc.integer({ min: 1, max: 40 });
const commands: fc.Arbitrary<Command>[] = [
  times.map((count) =>
    command(`push ${count}`, (model, ring) => {
      for (let i = 0; i < count; i++) {
        const next = item();
        model.push(next);
        ring.push(next);
      }
    }),
  ),
  times.map((count) =>
    command(`unshift ${count}`, (model, ring) => {
      for (let i = 0; i < count; i++) {
        const next = item();
        model.unshift(next);
        ring.unshift(next);
      }
    }),
  ),
  times.map((count) =>
    command(`shift ${count}`, (model, ring) => {
      for (let i = 0; i < count; i++) expect(ring.shift()).to.equal(model.shift());
    }),
  ),
  fc.integer({ min: 2, max: 5 }).map((divisor) =>
    command(`retain what ${divisor} divides`, (model, ring) => {
      const wanted = ({ n }: Item): boolean => n % divisor === 0;
      model.splice(0, model.length, ...model.filter(wanted));
      ring.retain(wanted);
    }),
  ),
];

describe('Deque', () => {
  it('behaves like an array under random operations', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 60, size: 'max' }), (run) => {
        fc.modelRun(() => ({ model: [], real: new Deque<Item>() }), run);
      }),
      { numRuns: 200 },
    );
  });

  it('returns undefined when it is empty, and can be filled again', () => {
    const ring = new Deque<Item>();
    expect([ring.shift(), ring.shift(), ring.length, [...ring]]).to.deep.equal([undefined, undefined, 0, []]);
    const only = item();
    ring.push(only);
    expect([ring.shift(), ring.shift()]).to.deep.equal([only, undefined]);
  });

  it('is a stack at its front and a queue at its back', () => {
    const [a, b, c] = [item(), item(), item()];
    const ring = new Deque<Item>();
    ring.push(b);
    ring.push(c);
    ring.unshift(a);
    expect([...ring]).to.deep.equal([a, b, c]);
  });

  it('keeps no reference to removed items', async () => {
    const ring = new Deque<Item>();
    const seen = ((): WeakRef<Item> => {
      const taken = item();
      ring.push(taken);
      ring.push(item());
      ring.shift();
      return new WeakRef(taken);
    })();
    for (let i = 0; i < 20 && seen.deref() !== undefined; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    expect(seen.deref()).to.equal(undefined);
    expect(ring.length).to.equal(1);
  });
});
