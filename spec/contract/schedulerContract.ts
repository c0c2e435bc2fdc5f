import { expect } from 'chai';
import {
  bufferTime,
  concat,
  config,
  debounceTime,
  delay,
  interval,
  lastValueFrom,
  NEVER,
  observeOn,
  of,
  type SchedulerAction,
  type Subscription,
  scheduled,
  TimeoutError,
  timeout,
  timer,
  toArray,
} from 'rxjs';
import type { Executor } from '../../src/executor/Executor.js';
import { inOneGo } from '../support/inOneGo.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, tasksFor } from './ExecutorUnderTest.js';

/** RxJS's specs of its schedulers (`spec/schedulers`), except those about timers. */
export function describeScheduler(subject: ExecutorUnderTest): void {
  describe('schedule, compared with the schedulers of RxJS', () => {
    const make = executors(subject);
    const tasks = tasksFor(subject);
    /** Resolves when all work has run that was scheduled before, with the same or a shorter delay. */
    const after = (executor: Executor, milliseconds = 0): Promise<unknown> =>
      new Promise((resolve) => executor.schedule(resolve, milliseconds));

    it('runs work of equal delay in the order in which it was scheduled', async () => {
      const executor = make();
      for (const milliseconds of [0, 3]) {
        const ran: number[] = [];
        for (let n = 0; n < 20; n++) executor.schedule<number>((each = -1) => ran.push(each), milliseconds, n);
        await after(executor, milliseconds);
        expect(ran).to.deep.equal([...new Array(20).keys()]);
      }
    });

    it('queues work without a delay at the call, before tasks submitted later', async () => {
      const executor = make({ maxWorkers: 1 });
      await executor.submit(tasks.add, 1, 1).result();
      for (const delay of [undefined, 0, -1, Number.NEGATIVE_INFINITY]) {
        const states: string[] = [];
        let within = true;
        const first = executor.submit(tasks.add, 1, 2);
        executor.schedule(() => states.push(`${within} ${first.done()} ${second.state}`), delay);
        const second = executor.submit(tasks.add, 3, 4);
        executor.schedule(() => states.push(String(second.done())), delay);
        within = false;
        expect(await second.result()).to.equal(7);
        await after(executor);
        expect(states, String(delay)).to.deep.equal(
          subject.slots === false ? ['false false PENDING', 'false'] : ['false true PENDING', 'true'],
        );
      }
    });

    it('at shutdown runs work that was scheduled without a delay right before, and drops delayed work', async () => {
      for (const delay of [undefined, 0, -1]) {
        const executor = make({ maxWorkers: 1 });
        const ran: unknown[] = [];
        executor.schedule(() => ran.push('later'), 1);
        executor.schedule(() => ran.push('due'), delay);
        of('observed')
          .pipe(observeOn(executor))
          .subscribe((value) => ran.push(value));
        const unsubscribed = executor.schedule(() => ran.push('never'), delay);
        const ended = executor.shutdown();
        unsubscribed.unsubscribe();
        await ended;
        expect(ran).to.deep.equal(['due', 'observed']);
      }
    });

    if (subject.promises !== false) {
      it('lets timers run while work reschedules itself endlessly', async () => {
        const executor = make();
        let ran = 0;
        const subscription = interval(0, executor).subscribe(() => (ran += 1));
        await until(() => ran > 0, 'the work has run');
        await lastValueFrom(timer(2));
        subscription.unsubscribe();
        await after(executor);
      });
    }

    it('lets a shutdown end when the last work it waits for is unsubscribed', async () => {
      const executor = make();
      const ran: string[] = [];
      await new Promise<void>((resolve) => {
        executor.schedule(() => {
          const never = executor.schedule(() => ran.push('never'));
          void executor.shutdown().then(resolve);
          if (subject.promises === false) never.unsubscribe();
          else queueMicrotask(() => never.unsubscribe());
        });
      });
      expect(ran).to.deep.equal([]);
    });

    it('runs work by its delay, and in order within one delay', async () => {
      const executor = make();
      const ran: number[] = [];
      inOneGo(() =>
        [0, 10, 0, 20, 0, 10].map((milliseconds, n) =>
          executor.schedule<number>((each = -1) => ran.push(each), milliseconds, n),
        ),
      );
      await after(executor, 20);
      expect(ran).to.deep.equal([0, 2, 4, 1, 5, 3]);
    });

    it('runs work scheduled from within work after it has returned, in order', async () => {
      const executor = make();
      const log: string[] = [];
      await new Promise<void>((resolve) => {
        executor.schedule<number>(
          function (index = 0) {
            log.push(`${index} begins`);
            if (index === 2) return resolve();
            this.schedule(index + 1);
            executor.schedule(() => log.push(`beside ${index + 1}`));
            log.push(`${index} ends`);
          },
          0,
          0,
        );
      });
      expect(log.slice(0, 6)).to.deep.equal([
        ...['0 begins', '0 ends'],
        ...['1 begins', '1 ends', 'beside 1'],
        ...['2 begins'],
      ]);
    });

    it('runs the remaining work when the first is unsubscribed, from outside or by itself', async () => {
      const executor = make();
      const ran: string[] = [];
      executor.schedule(() => ran.push('first')).unsubscribe();
      executor.schedule(() => {
        ran.push('second');
        third.unsubscribe();
      });
      const third: Subscription = executor.schedule(() => ran.push('third'));
      executor.schedule(() => ran.push('fourth'));
      await after(executor);
      expect(ran).to.deep.equal(['second', 'fourth']);
      expect(third.closed).to.equal(true);
    });

    it('runs nothing when all work is unsubscribed, and continues with later work', async () => {
      const executor = make();
      const ran: string[] = [];
      for (const action of [1, 2, 3].map(() => executor.schedule(() => ran.push('never')))) action.unsubscribe();
      await after(executor);
      expect(ran).to.deep.equal([]);
    });

    it('does not run work again that has unsubscribed itself, even if it reschedules itself', async () => {
      const executor = make();
      const ran: number[] = [];
      executor.schedule<number>(
        function (n = 0) {
          ran.push(n);
          if (n === 2) this.unsubscribe();
          expect(this.schedule(n + 1).closed).to.equal(n === 2);
        },
        0,
        0,
      );
      await until(() => ran.length === 3, 'the work has run three times');
      for (let turn = 0; turn < 3; turn++) await after(executor, 1);
      expect(ran).to.deep.equal([0, 1, 2]);
    });

    it('runs work that was rescheduled before it was due once, with the latest state', async () => {
      const executor = make();
      const ran: string[] = [];
      executor.schedule<string>(
        function (state = '') {
          ran.push(state);
          if (state !== 'begin') return;
          this.schedule('early', 1);
          this.schedule('late', 2);
        },
        0,
        'begin',
      );
      await until(() => ran.length > 1, 'what the work scheduled has run');
      await after(executor, 10);
      expect(ran).to.deep.equal(['begin', 'late']);
    });

    it('changes between immediate and delayed when rescheduled', async () => {
      const executor = make();
      const ran: number[] = [];
      await new Promise<void>((resolve) => {
        function work(this: SchedulerAction<number>, n = 0): void {
          ran.push(n);
          if (n === 4) return resolve();
          this.schedule(n + 1, n % 2 === 0 ? 2 : 0);
        }
        executor.schedule(work, 0, 0);
      });
      expect(ran).to.deep.equal([0, 1, 2, 3, 4]);
    });

    it('closes work that throws, with its own rescheduling, and runs the work behind it', async () => {
      const executor = make();
      const reported: unknown[] = [];
      const ran: string[] = [];
      config.onUnhandledError = (error) => reported.push(error);
      try {
        const throwing = executor.schedule<string>(
          function (state = '') {
            ran.push(state);
            this.schedule('again');
            throw new RangeError('in the work');
          },
          0,
          'once',
        );
        executor.schedule(() => ran.push('behind'));
        await after(executor, 1);
        await until(() => reported.length > 0, 'the error is reported');
        expect([ran, throwing.closed]).to.deep.equal([['once', 'behind'], true]);
      } finally {
        config.onUnhandledError = null;
      }
      expect(reported).to.have.length(1).and.property('0').to.be.instanceOf(RangeError);
    });

    it('serves delay, debounceTime, bufferTime, scheduled and timeout', async () => {
      const executor = make();
      expect(await lastValueFrom(scheduled([1, 2, 3], executor).pipe(toArray()))).to.deep.equal([1, 2, 3]);
      expect(await lastValueFrom(of(1, 2).pipe(delay(1, executor), toArray()))).to.deep.equal([1, 2]);
      expect(await lastValueFrom(of(1, 2).pipe(debounceTime(1, executor)))).to.equal(2);
      const buffers = await lastValueFrom(concat(of(1, 2), timer(3)).pipe(bufferTime(1, executor), toArray()));
      expect(buffers.flat()).to.deep.equal([1, 2, 0]);
      const late = lastValueFrom(NEVER.pipe(timeout({ each: 1, scheduler: executor })));
      expect(await late.catch((error: unknown) => error)).to.be.instanceOf(TimeoutError);
    });
  });
}
