import { expect } from 'chai';
import type { Job } from '../../src/executor/Job.js';
import { UnresponsiveWorkerDetector } from '../../src/pool/UnresponsiveWorkerDetector.js';
import { Bench, type FarSide } from './inMemory.js';
import { ManualClock } from './ManualClock.js';

const task = (): number => 1;

describe('UnresponsiveWorkerDetector', () => {
  function watched(): { bench: Bench; clock: ManualClock; watch: UnresponsiveWorkerDetector; looks: () => number } {
    const bench = new Bench(2);
    const clock = new ManualClock(() => bench.time);
    let found = 0;
    const watch = new UnresponsiveWorkerDetector(clock, bench.workers, () => {
      found += 1;
    });
    return { bench, clock, watch, looks: () => found };
  }

  const silent = ({ workers }: Bench): boolean[] => workers.map(({ tasks }) => tasks.unresponsive);

  it('marks a worker without a message for two milliseconds as unresponsive, and reports the check', () => {
    const { bench, clock, watch, looks } = watched();
    bench.submit(1, task);
    bench.dispatch();
    watch.start();
    bench.time += 2.1;
    clock.runDue();
    expect(looks(), 'messages have their turn first').to.equal(0);
    clock.runDue();
    expect([silent(bench), looks()]).to.deep.equal([[true, false], 1]);
  });

  it('processes messages that arrived while the host was busy first', () => {
    const { bench, clock, watch, looks } = watched();
    const [job] = bench.submit(2, task) as [Job, Job];
    bench.dispatch();
    watch.start();
    bench.time += 500;
    clock.runDue();
    (bench.far[0] as FarSide).answer([job.slot]);
    clock.runDue();
    expect([silent(bench), looks()]).to.deep.equal([[false, true], 1]);
  });

  it('clears the mark at the next message', () => {
    const { bench, clock, watch } = watched();
    const [job] = bench.submit(1, task) as [Job];
    bench.dispatch();
    watch.start();
    bench.time += 3;
    clock.runDue();
    clock.runDue();
    (bench.far[0] as FarSide).answer([job.slot]);
    expect(silent(bench)).to.deep.equal([false, false]);
  });

  it('has one timer at a time, and none when it is stopped', () => {
    const { clock, watch, looks } = watched();
    watch.start();
    watch.start();
    expect(clock.waiting).to.equal(1);
    watch.stop();
    clock.runDue();
    clock.runDue();
    expect([clock.waiting, looks()]).to.deep.equal([0, 0]);
  });
});
