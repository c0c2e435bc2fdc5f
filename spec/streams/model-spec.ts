import { expect } from 'chai';
import fc from 'fast-check';
import type { Windows } from '../../src/streams/FlowWindow.js';
import { deliveringSource } from '../../src/streams/PausableSource.js';
import { Pauses } from '../../src/streams/Pauses.js';
import { alone } from '../../src/streams/ports.js';
import { StreamReceiver } from '../../src/streams/StreamReceiver.js';
import { StreamSender } from '../../src/streams/StreamSender.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';
import { thorough } from '../support/thorough.js';

/** A value of a stream. An expensive one travels in a message to itself; a bad one cannot be cloned at all. */
interface Value {
  readonly n: number;
  readonly kind: 'cheap' | 'expensive' | 'bad';
}

/** The consumer's action while a value is delivered to it. */
type Reaction = 'nothing' | 'pause' | 'resume' | 'delay' | 'unsubscribe' | 'push' | 'checkCurrent';

type Step =
  | { readonly do: 'push'; readonly kinds: readonly Value['kind'][]; readonly onDemand: boolean }
  | { readonly do: 'toConsumer' | 'toProducer'; readonly count: number }
  | { readonly do: 'sleep'; readonly milliseconds: number }
  | { readonly do: 'turn' | 'flush' | 'pause' | 'resume' | 'complete' | 'fail' | 'unsubscribe' };

/**
 * One direction of a channel: messages arrive in order, when the test delivers them, or at once where both ends are in one
 * process; there every value is passed by itself.
 */
class Wire {
  readonly #messages: (() => void)[] = [];
  readonly #direct: boolean;

  constructor(direct: boolean) {
    this.#direct = direct;
  }

  post(message: () => void): void {
    if (this.#direct) message();
    else this.#messages.push(message);
  }

  /** Delivers messages; returns true if there were any. */
  deliver(count = Number.POSITIVE_INFINITY): boolean {
    let arrived = 0;
    while (arrived < count && this.#messages.length > 0) {
      arrived += 1;
      this.#messages.shift()?.();
    }
    return arrived > 0;
  }
}

const uncloneable = new Error('cannot be cloned');
const failure = new Error('the producer failed');

/**
 * A sender, a channel each way, and a receiver; beside them the model: the values pushed and taken, in order. Checks at
 * every step that nothing is sent without demand, that no more is requested than was taken, and that nothing is delivered
 * during a pause or after the end.
 */
class StreamModel {
  readonly windows: Windows;
  readonly pushed: Value[] = [];
  readonly taken: Value[] = [];
  readonly #eventLoop = new ManualEventLoop();
  readonly #toConsumer: Wire;
  readonly #toProducer: Wire;
  readonly #reactions: readonly Reaction[];
  readonly #sender: StreamSender;
  readonly #receiver: StreamReceiver;
  #requested = 0;
  #requestsArrived = 0;
  #resume: (() => void) | undefined;
  #expectedEnd: 'complete' | 'error' | undefined;
  #end: unknown;
  /** True once nothing more is pushed: the producer has ended or failed, or has received the unsubscription. */
  #ended = false;
  #unsubscribed = false;
  #failed: unknown;

  constructor(windows: Windows, direct: boolean, reactions: readonly Reaction[]) {
    this.windows = windows;
    this.#toConsumer = new Wire(direct);
    this.#toProducer = new Wire(direct);
    this.#reactions = reactions;
    this.#sender = new StreamSender(
      {
        copy: (value) => (!direct && (value as Value).kind === 'cheap' ? value : alone),
        keep: clone,
      },
      this.#eventLoop,
      {
        window: windows.window,
        send: (first, values) => this.#send(first, values as readonly Value[]),
        failed: (error) => this.#postEnd(error),
      },
    );
    this.#receiver = new StreamReceiver(
      {
        next: (value) => this.#take(value as Value),
        error: (error) => this.#receiveEnd(error),
        complete: () => this.#receiveEnd('complete'),
      },
      this.#eventLoop,
      windows,
      (count) => this.#request(count),
    );
  }

  do(step: Step): void {
    this.#perform(step);
    this.#rethrow();
  }

  #perform(step: Step): void {
    switch (step.do) {
      case 'push':
        return this.#sender.batched(() => {
          for (const kind of step.kinds) if (!step.onDemand || this.#sender.hasDemand) this.#push(kind);
        });
      case 'toConsumer':
        return void this.#toConsumer.deliver(step.count);
      case 'toProducer':
        return void this.#toProducer.deliver(step.count);
      case 'sleep':
        this.#eventLoop.time += step.milliseconds;
        return;
      case 'turn':
        return void this.#eventLoop.turn();
      case 'flush':
        return this.#sender.flush();
      case 'pause':
        return this.#pause();
      case 'resume':
        return void this.#endPause();
      case 'complete':
      case 'fail':
        return this.#endSender(step.do === 'fail' ? 'error' : 'complete');
      case 'unsubscribe':
        return this.#unsubscribe();
    }
  }

  /** Delivers everything that is outstanding; then the values taken are those pushed, and the end has been received. */
  finish(): void {
    this.#endSender('complete');
    let moves: boolean;
    do {
      this.#eventLoop.time += 1;
      moves = [
        this.#endPause(),
        this.#toConsumer.deliver(),
        this.#toProducer.deliver(),
        this.#eventLoop.turn(),
      ].includes(true);
    } while (moves);
    this.#rethrow();
    if (this.#unsubscribed) return void expect(this.taken).to.deep.equal(this.pushed.slice(0, this.taken.length));
    const bad = this.pushed.findIndex(({ kind }) => kind === 'bad');
    expect(this.taken).to.deep.equal(bad < 0 ? this.pushed : this.pushed.slice(0, bad));
    const end = this.#expectedEnd === 'error' ? failure : this.#expectedEnd;
    expect(this.#end).to.equal(bad < 0 ? end : uncloneable);
  }

  /** Checks that the values pushed and not taken are within the window, which holds if values are pushed on demand. */
  checkWindow(): void {
    expect(this.pushed.length - this.taken.length).to.be.at.most(this.windows.widest);
  }

  #push(kind: Value['kind']): void {
    if (this.#ended) return;
    const value = { n: this.pushed.length, kind };
    this.pushed.push(value);
    this.#sender.push(value);
  }

  #send(first: number, values: readonly Value[]): void {
    this.#check(() => {
      expect(first + values.length, 'sent without demand').to.be.at.most(this.windows.window + this.#requestsArrived);
      expect(values.length).to.be.at.least(1);
      if (values.some(({ kind }) => kind === 'bad')) expect(values).to.have.length(1);
    });
    for (const value of values) clone(value);
    this.#toConsumer.post(() => expect(this.#receiver.receive(first, values), 'in its place').to.equal(true));
  }

  #take(value: Value): void {
    expect(this.#resume, 'taken while it was paused').to.equal(undefined);
    expect([this.#unsubscribed, this.#end], 'taken after the end').to.deep.equal([false, undefined]);
    expect(value.n).to.equal(this.taken.length);
    this.taken.push(value);
    this.#react(this.#reactions[value.n % Math.max(1, this.#reactions.length)] ?? 'nothing');
  }

  #react(reaction: Reaction): void {
    if (reaction === 'pause') this.#pause();
    else if (reaction === 'resume') this.#endPause();
    else if (reaction === 'delay') this.#eventLoop.time += 12;
    else if (reaction === 'unsubscribe') this.#unsubscribe();
    else if (reaction === 'push' && this.#sender.hasDemand && this.pushed.length < 500) this.#push('cheap');
    else if (reaction === 'checkCurrent') expect(deliveringSource()).to.equal(this.#receiver);
  }

  #request(count: number): void {
    this.#requested += count;
    expect(count).to.be.at.least(1);
    const { window, widest } = this.windows;
    expect(this.#requested, 'requested before it was taken').to.be.at.most(this.taken.length + widest - window);
    this.#toProducer.post(() => {
      this.#requestsArrived += count;
      this.#sender.request(count);
    });
  }

  #endSender(end: 'complete' | 'error'): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#expectedEnd = end;
    this.#sender.end(() => this.#postEnd(end === 'complete' ? end : failure));
  }

  #postEnd(end: unknown): void {
    this.#ended = true;
    const streamEnd = end === 'complete' ? ({ kind: 'complete' } as const) : ({ kind: 'error', error: end } as const);
    this.#toConsumer.post(() => this.#receiver.end(streamEnd));
  }

  #receiveEnd(end: unknown): void {
    expect([this.#unsubscribed, this.#end, this.#resume], 'ended too early').to.deep.equal([
      false,
      undefined,
      undefined,
    ]);
    this.#end = end;
  }

  #pause(): void {
    this.#resume ??= this.#receiver.pause();
  }

  /** Returns true if it was paused. */
  #endPause(): boolean {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
    resume?.();
    return resume !== undefined;
  }

  /** Keeps an assertion's error for later: thrown while a value is sent, it would count as a value that cannot be cloned. */
  #check(assert: () => void): void {
    try {
      assert();
    } catch (error) {
      this.#failed ??= error;
    }
  }

  #rethrow(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }

  #unsubscribe(): void {
    if (this.#unsubscribed || this.#end !== undefined) return;
    this.#unsubscribed = true;
    this.#receiver.close();
    this.#toProducer.post(() => {
      this.#ended = true;
      this.#sender.close();
    });
  }
}

function clone(value: unknown): unknown {
  if ((value as Value).kind === 'bad') throw uncloneable;
  return value;
}

const windows: fc.Arbitrary<Windows> = fc
  .record({ window: fc.constantFrom(1, 2, 3, 4, 8, 32), times: fc.constantFrom(1, 1, 2, 4) })
  .map(({ window, times }) => ({ window, widest: window * times }));
const reactions = fc.array(
  fc.constantFrom<Reaction>('nothing', 'nothing', 'nothing', 'pause', 'resume', 'delay', 'push', 'checkCurrent'),
  { maxLength: 12 },
);
const unsubscribing = fc.array(fc.constantFrom<Reaction>('nothing', 'nothing', 'unsubscribe'), { maxLength: 12 });
const without = (kind: Value['kind']): fc.Arbitrary<Value['kind']> =>
  fc.constantFrom<Value['kind']>(
    'cheap',
    'cheap',
    kind === 'expensive' ? 'cheap' : 'expensive',
    kind === 'bad' ? 'expensive' : 'bad',
  );
const pushes = (kinds: fc.Arbitrary<Value['kind']>, onDemand: fc.Arbitrary<boolean>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('push' as const), kinds: fc.array(kinds, { minLength: 1, maxLength: 20 }), onDemand });
const moves: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('toConsumer' as const, 'toProducer' as const),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('sleep' as const), milliseconds: fc.constantFrom(0.001, 0.1, 0.6, 11) }),
  fc.record({ do: fc.constantFrom('turn' as const, 'flush' as const, 'pause' as const, 'resume' as const) }),
);
const ends: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('complete' as const, 'fail' as const) });
const unsubscribes: fc.Arbitrary<Step> = fc.constant({ do: 'unsubscribe' });

/** Returns the steps of a run: pushes and moves, and rarely an end. */
function steps(push: fc.Arbitrary<Step>, end: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> {
  const step = fc.oneof(
    { weight: 10, arbitrary: push },
    { weight: 20, arbitrary: moves },
    { weight: 1, arbitrary: end },
  );
  return fc.array(step, { maxLength: 60, size: 'max' });
}

// fast-check prints seed, path and the shortest run of steps when one of these fails.
describe('a stream as a state machine', () => {
  const numRuns = thorough ? 1000 : 100;
  const good = without('bad');
  const anyPush = fc.boolean();
  const onDemand = fc.constant(true);

  it('delivers every value once and in order, within the demand, and the end after the last', () => {
    fc.assert(
      fc.property(windows, fc.boolean(), reactions, steps(pushes(good, anyPush), ends), (given, direct, react, run) => {
        const model = new StreamModel(given, direct, react);
        for (const step of run) model.do(step);
        model.finish();
      }),
      { numRuns },
    );
  });

  it('is never further ahead than its window where values are pushed only on demand', () => {
    fc.assert(
      fc.property(
        windows,
        fc.boolean(),
        reactions,
        steps(pushes(good, onDemand), ends),
        (given, direct, react, run) => {
          const model = new StreamModel(given, direct, react);
          for (const step of run) {
            model.do(step);
            model.checkWindow();
          }
          model.finish();
        },
      ),
      { numRuns },
    );
  });

  it('fails at a value that cannot be cloned, after all values before it', () => {
    const any = without('expensive');
    fc.assert(
      fc.property(windows, fc.boolean(), reactions, steps(pushes(any, anyPush), ends), (given, direct, react, run) => {
        const model = new StreamModel(given, direct, react);
        for (const step of run) model.do(step);
        model.finish();
      }),
      { numRuns },
    );
  });

  it('delivers nothing after the unsubscription, whenever that is', () => {
    const any = steps(pushes(fc.constantFrom('cheap', 'expensive', 'bad'), anyPush), unsubscribes);
    fc.assert(
      fc.property(windows, fc.boolean(), fc.oneof(unsubscribing, reactions), any, (given, direct, react, run) => {
        const model = new StreamModel(given, direct, react);
        for (const step of run) model.do(step);
        model.do({ do: 'unsubscribe' });
        model.finish();
      }),
      { numRuns },
    );
  });

  it('reports a lost message, and delivers nothing after it', () => {
    const messages = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(messages, fc.nat(), (sizes, nth) => {
        const lost = nth % (sizes.length - 1);
        const taken: unknown[] = [];
        const stream = receiverFor((value) => taken.push(value), 16);
        let first = 0;
        for (const [i, size] of sizes.entries()) {
          const values = Array.from({ length: size }, (_, at) => first + at);
          if (i !== lost) expect(stream.receive(first, values)).to.equal(i < lost);
          first += size;
        }
        expect(taken).to.deep.equal(taken.map((_, at) => at));
      }),
      { numRuns },
    );
  });
});

function receiverFor(next: (value: unknown) => void, window: number): StreamReceiver {
  const rest = { error: () => {}, complete: () => {} };
  return new StreamReceiver({ next, ...rest }, new ManualEventLoop(), { window, widest: window }, () => {});
}

describe('pauses over several streams as a state machine', () => {
  type Move = { readonly do: 'receive' | 'pausing'; readonly stream: number } | { readonly do: 'resume' };
  const streams = 3;
  const excepted = 2;
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), stream: fc.nat(streams - 1) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pausing' as const), stream: fc.nat(streams - 1) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'resume' as const }) },
  );

  it('pauses the stream whose value is being delivered and no other, until all are released', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40, size: 'max' }), (run) => {
        const came: number[] = new Array(streams).fill(0);
        const taken: number[] = new Array(streams).fill(0);
        const paused = new Set<number>();
        let pausing = false;
        const receivers = Array.from({ length: streams }, (_, at) =>
          receiverFor((n) => {
            expect(n).to.equal(taken[at]);
            expect(paused.has(at), 'taken while it was paused').to.equal(false);
            taken[at] = (taken[at] as number) + 1;
            if (!pausing) return;
            pauses.pauseCurrent();
            if (at !== excepted) paused.add(at);
          }, 16),
        );
        const pauses: Pauses = new Pauses(receivers[excepted]);
        const receive = (at: number): void => {
          receivers[at]?.receive(came[at] as number, [came[at]]);
          came[at] = (came[at] as number) + 1;
        };
        const release = (): void => {
          pausing = false;
          paused.clear();
          pauses.release();
        };
        for (const step of run) {
          pausing = step.do === 'pausing';
          if (step.do === 'resume') release();
          else receive(step.stream);
          expect(pauses.any).to.equal(paused.size > 0);
          for (const [at, count] of came.entries()) if (!paused.has(at)) expect(taken[at]).to.equal(count);
        }
        release();
        expect(taken).to.deep.equal(came);
        pauses.pauseCurrent();
        expect(pauses.any, 'outside of all streams').to.equal(false);
      }),
    );
  });
});
