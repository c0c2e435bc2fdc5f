import { expect } from 'chai';
import fc from 'fast-check';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import { type InFlightTask, SlotTable } from '../../src/pool/SlotTable.js';
import { DispatchBench } from './DispatchBench.js';

const size = 8;
const fn = (): number => 1;
const task = new FunctionRegistry().find(fn);

describe('SlotTable', () => {
  it('agrees with a plain list of tasks in flight under random operations', () => {
    const commands = fc.array(fc.tuple(fc.boolean(), fc.nat(size - 1), fc.nat(100)), { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(commands, (run) => {
        const bench = new DispatchBench(0);
        const table = new SlotTable(size);
        const model: InFlightTask[] = [];
        for (const [adds, nth, cost] of run) {
          if (adds && model.length < size) model.push(table.add(bench.job(fn), task, cost / 100, false));
          else if (!adds) table.delete(model.splice(nth % Math.max(1, model.length), 1)[0]?.slot ?? -1);
          expect(table.count).to.equal(model.length);
          expect(table.full).to.equal(model.length === size);
          expect(table.cost).to.be.closeTo(
            model.reduce((sum, entry) => sum + entry.cost, 0),
            1e-9,
          );
          expect(new Set(model.map(({ slot }) => slot)).size).to.equal(model.length);
          expect(model.every(({ slot }) => slot >= 0 && slot < size)).to.equal(true);
          for (const entry of model) expect(table.at(entry.slot) === entry).to.equal(true);
        }
      }),
    );
  });

  it('has cost 0 when it is empty, in spite of rounding', () => {
    const bench = new DispatchBench(0);
    const table = new SlotTable(size);
    const entries = [0.1, 0.2, 0.3].map((cost) => table.add(bench.job(fn), task, cost, false));
    for (const { slot } of entries) table.delete(slot);
    expect(table.cost).to.equal(0);
  });

  it('deletes a slot once, and returns undefined for a free one', () => {
    const table = new SlotTable(size);
    const { slot } = table.add(new DispatchBench(0).job(fn), task, 1, false);
    table.delete(slot);
    table.delete(slot);
    expect([table.count, table.at(slot), table.at(-1)]).to.deep.equal([0, undefined, undefined]);
  });

  it('lists tasks by message, and within one by age, whatever their slots', () => {
    const bench = new DispatchBench(0);
    const table = new SlotTable(size);
    const [a, b, c] = [1, 2, 3].map(() => table.add(bench.job(fn), task, 1, false)) as [
      InFlightTask,
      InFlightTask,
      InFlightTask,
    ];
    table.delete(a.slot);
    const d = table.add(bench.job(fn), task, 1, false);
    b.message = 2;
    c.message = 1;
    d.message = 2;
    expect(d.slot).to.equal(a.slot);
    expect(table.inOrder()).to.have.ordered.members([c, b, d]);
  });
});
