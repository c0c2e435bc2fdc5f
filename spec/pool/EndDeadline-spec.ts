import { expect } from 'chai';
import { type SchedulerLike, Subscription, VirtualTimeScheduler } from 'rxjs';
import { EndDeadline } from '../../src/pool/EndDeadline.js';

describe('EndDeadline', () => {
  function made() {
    const clock = new VirtualTimeScheduler(undefined, 0);
    const passed: number[] = [];
    const deadline = new EndDeadline(clock, () => passed.push(clock.now()));
    const pass = (until: number): void => {
      clock.maxFrames = until;
      clock.flush();
    };
    return { deadline, passed, pass };
  }

  it('expires once, the given milliseconds after the first start', () => {
    const { deadline, passed, pass } = made();
    deadline.start(450);
    deadline.start(10);
    pass(449);
    expect(passed).to.deep.equal([]);
    pass(10_000);
    expect(passed).to.deep.equal([450]);
  });

  it('waits in steps, so that a blocked event loop of the host does not count in full', () => {
    const delays: (number | undefined)[] = [];
    const due: (() => void)[] = [];
    const clock = {
      now: () => 0,
      schedule: (work: unknown, delay?: number) => {
        delays.push(delay);
        due.push(work as () => void);
        return new Subscription();
      },
    };
    let passed = false;
    new EndDeadline(clock as unknown as SchedulerLike, () => (passed = true)).start(250);
    for (let next = due.shift(); next !== undefined; next = due.shift()) next();
    expect(delays).to.deep.equal([100, 100, 50, 0]);
    expect(passed).to.equal(true);
  });

  it('never expires when it is stopped', () => {
    const { deadline, passed, pass } = made();
    deadline.start(450);
    pass(200);
    deadline.stop();
    pass(10_000);
    expect(passed).to.deep.equal([]);
  });
});
