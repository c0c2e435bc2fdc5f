import { expect } from 'chai';
import type { Job } from '../../src/executor/Job.js';
import { UnresponsiveWorkerDetector } from '../../src/pool/UnresponsiveWorkerDetector.js';
import { DispatchBench, type WorkerPeer } from './DispatchBench.js';
import { ManualClock } from './ManualClock.js';

const task = (): number => 1;

describe('UnresponsiveWorkerDetector', () => {
  function detecting(): {
    bench: DispatchBench;
    clock: ManualClock;
    detector: UnresponsiveWorkerDetector;
    checks: () => number;
  } {
    const bench = new DispatchBench(2);
    const clock = new ManualClock(() => bench.time);
    let found = 0;
    const detector = new UnresponsiveWorkerDetector(clock, bench.workers, () => {
      found += 1;
    });
    return { bench, clock, detector, checks: () => found };
  }

  const unresponsive = ({ workers }: DispatchBench): boolean[] => workers.map(({ tasks }) => tasks.unresponsive);

  it('marks a worker without a message for two milliseconds as unresponsive, and reports the check', () => {
    const { bench, clock, detector, checks } = detecting();
    bench.submit(1, task);
    bench.dispatch();
    detector.start();
    bench.time += 2.1;
    clock.runDue();
    expect(checks(), 'messages have their turn first').to.equal(0);
    clock.runDue();
    expect([unresponsive(bench), checks()]).to.deep.equal([[true, false], 1]);
  });

  it('processes messages that arrived while the host was busy first', () => {
    const { bench, clock, detector, checks } = detecting();
    const [job] = bench.submit(2, task) as [Job, Job];
    bench.dispatch();
    detector.start();
    bench.time += 500;
    clock.runDue();
    (bench.peers[0] as WorkerPeer).finish([job.slot]);
    clock.runDue();
    expect([unresponsive(bench), checks()]).to.deep.equal([[false, true], 1]);
  });

  it('clears the mark at the next message', () => {
    const { bench, clock, detector } = detecting();
    const [job] = bench.submit(1, task) as [Job];
    bench.dispatch();
    detector.start();
    bench.time += 3;
    clock.runDue();
    clock.runDue();
    (bench.peers[0] as WorkerPeer).finish([job.slot]);
    expect(unresponsive(bench)).to.deep.equal([false, false]);
  });

  it('has one timer at a time, and none when it is stopped', () => {
    const { clock, detector, checks } = detecting();
    detector.start();
    detector.start();
    expect(clock.waiting).to.equal(1);
    detector.stop();
    clock.runDue();
    clock.runDue();
    expect([clock.waiting, checks()]).to.deep.equal([0, 0]);
  });
});
