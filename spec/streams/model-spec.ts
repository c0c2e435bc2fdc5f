import { expect } from 'chai';
import fc from 'fast-check';
import type { Windows } from '../../src/streams/FlowWindow.js';
import { Pauses } from '../../src/streams/Pauses.js';
import { alone } from '../../src/streams/ports.js';
import { StreamReceiver } from '../../src/streams/StreamReceiver.js';
import { StreamSender } from '../../src/streams/StreamSender.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';
import { thorough } from '../support/thorough.js';

/** A value of a stream. Some are not copied cheaply, so that they travel alone; a bad one cannot cross at all. */
interface Value {
  readonly n: number;
  readonly kind: 'cheap' | 'dear' | 'bad';
}

/** What the consumer does while it is handed a value. */
type Reaction = 'nothing' | 'hold' | 'release' | 'dawdle' | 'leave' | 'push' | 'look';

type Step =
  | { readonly do: 'push'; readonly kinds: readonly Value['kind'][]; readonly polite: boolean }
  | { readonly do: 'there' | 'back'; readonly count: number }
  | { readonly do: 'sleep'; readonly milliseconds: number }
  | { readonly do: 'turn' | 'flush' | 'hold' | 'release' | 'complete' | 'fail' | 'leave' };

/**
 * One direction of a wire: messages arrive in order, when they are told to, or at once where both ends are in one place.
 * There every value goes by itself, as it does from hand to hand.
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

  /** Whether any arrived. */
  deliver(count = Number.POSITIVE_INFINITY): boolean {
    let arrived = 0;
    while (arrived < count && this.#messages.length > 0) {
      arrived += 1;
      this.#messages.shift()?.();
    }
    return arrived > 0;
  }
}

const unable = new Error('cannot cross');
const failure = new Error('the producer failed');

/**
 * A producer, a wire each way, and a consumer; beside them the model: what was pushed and what was taken, in order. Checked
 * at every step: nothing leaves without a credit, nothing is granted that was not taken, nothing comes while it is held or
 * after the end.
 */
class World {
  readonly windows: Windows;
  readonly pushed: Value[] = [];
  readonly taken: Value[] = [];
  readonly #turns = new ManualEventLoop();
  readonly #there: Wire;
  readonly #back: Wire;
  readonly #reactions: readonly Reaction[];
  readonly #out: StreamSender;
  readonly #in: StreamReceiver;
  #granted = 0;
  #credited = 0;
  #release: (() => void) | undefined;
  #wantedEnd: 'complete' | 'error' | undefined;
  #end: unknown;
  /** Nothing is pushed any more: it was said to be the end, it failed, or the consumer's leaving was heard. */
  #over = false;
  #left = false;
  #failed: unknown;

  constructor(windows: Windows, direct: boolean, reactions: readonly Reaction[]) {
    this.windows = windows;
    this.#there = new Wire(direct);
    this.#back = new Wire(direct);
    this.#reactions = reactions;
    this.#out = new StreamSender(
      {
        copy: (value) => (!direct && (value as Value).kind === 'cheap' ? value : alone),
        keep: crossing,
      },
      this.#turns,
      {
        window: windows.window,
        send: (first, values) => this.#send(first, values as readonly Value[]),
        failed: (error) => this.#endOfIt(error),
      },
    );
    this.#in = new StreamReceiver(
      {
        next: (value) => this.#take(value as Value),
        error: (error) => this.#ended(error),
        complete: () => this.#ended('complete'),
      },
      this.#turns,
      windows,
      (count) => this.#grant(count),
    );
  }

  do(step: Step): void {
    this.#perform(step);
    this.#rethrow();
  }

  #perform(step: Step): void {
    switch (step.do) {
      case 'push':
        return this.#out.batched(() => {
          for (const kind of step.kinds) if (!step.polite || this.#out.hasDemand) this.#push(kind);
        });
      case 'there':
        return void this.#there.deliver(step.count);
      case 'back':
        return void this.#back.deliver(step.count);
      case 'sleep':
        this.#turns.time += step.milliseconds;
        return;
      case 'turn':
        return void this.#turns.turn();
      case 'flush':
        return this.#out.flush();
      case 'hold':
        return this.#hold();
      case 'release':
        return void this.#letGo();
      case 'complete':
      case 'fail':
        return this.#endIt(step.do === 'fail' ? 'error' : 'complete');
      case 'leave':
        return this.#leave();
    }
  }

  /** Lets all come that is still to come; then what was taken is what was pushed, and the end was told. */
  finish(): void {
    this.#endIt('complete');
    let moves: boolean;
    do {
      this.#turns.time += 1;
      moves = [this.#letGo(), this.#there.deliver(), this.#back.deliver(), this.#turns.turn()].includes(true);
    } while (moves);
    this.#rethrow();
    if (this.#left) return void expect(this.taken).to.deep.equal(this.pushed.slice(0, this.taken.length));
    const bad = this.pushed.findIndex(({ kind }) => kind === 'bad');
    expect(this.taken).to.deep.equal(bad < 0 ? this.pushed : this.pushed.slice(0, bad));
    const end = this.#wantedEnd === 'error' ? failure : this.#wantedEnd;
    expect(this.#end).to.equal(bad < 0 ? end : unable);
  }

  /** Everything that was pushed and not yet taken is within the window, if nobody pushes unasked. */
  checkPoliteness(): void {
    expect(this.pushed.length - this.taken.length).to.be.at.most(this.windows.widest);
  }

  #push(kind: Value['kind']): void {
    if (this.#over) return;
    const value = { n: this.pushed.length, kind };
    this.pushed.push(value);
    this.#out.push(value);
  }

  #send(first: number, values: readonly Value[]): void {
    this.#check(() => {
      expect(first + values.length, 'sent without a credit').to.be.at.most(this.windows.window + this.#credited);
      expect(values.length).to.be.at.least(1);
      if (values.some(({ kind }) => kind === 'bad')) expect(values).to.have.length(1);
    });
    for (const value of values) crossing(value);
    this.#there.post(() => expect(this.#in.receive(first, values), 'in its place').to.equal(true));
  }

  #take(value: Value): void {
    expect(this.#release, 'taken while it was held').to.equal(undefined);
    expect([this.#left, this.#end], 'taken after the end').to.deep.equal([false, undefined]);
    expect(value.n).to.equal(this.taken.length);
    this.taken.push(value);
    this.#react(this.#reactions[value.n % Math.max(1, this.#reactions.length)] ?? 'nothing');
  }

  #react(reaction: Reaction): void {
    if (reaction === 'hold') this.#hold();
    else if (reaction === 'release') this.#letGo();
    else if (reaction === 'dawdle') this.#turns.time += 12;
    else if (reaction === 'leave') this.#leave();
    else if (reaction === 'push' && this.#out.hasDemand && this.pushed.length < 500) this.#push('cheap');
    else if (reaction === 'look') expect(StreamReceiver.current).to.equal(this.#in);
  }

  #grant(count: number): void {
    this.#granted += count;
    expect(count).to.be.at.least(1);
    const { window, widest } = this.windows;
    expect(this.#granted, 'granted before it was taken').to.be.at.most(this.taken.length + widest - window);
    this.#back.post(() => {
      this.#credited += count;
      this.#out.request(count);
    });
  }

  #endIt(end: 'complete' | 'error'): void {
    if (this.#over) return;
    this.#over = true;
    this.#wantedEnd = end;
    this.#out.end(() => this.#endOfIt(end === 'complete' ? end : failure));
  }

  #endOfIt(end: unknown): void {
    this.#over = true;
    const told = end === 'complete' ? ({ kind: 'complete' } as const) : ({ kind: 'error', error: end } as const);
    this.#there.post(() => this.#in.end(told));
  }

  #ended(end: unknown): void {
    expect([this.#left, this.#end, this.#release], 'ended when it was not to').to.deep.equal([
      false,
      undefined,
      undefined,
    ]);
    this.#end = end;
  }

  #hold(): void {
    this.#release ??= this.#in.pause();
  }

  /** Whether it was held. */
  #letGo(): boolean {
    const release = this.#release;
    this.#release = undefined;
    release?.();
    release?.();
    return release !== undefined;
  }

  /** What fails while a value is sent would be taken for a value that cannot cross. */
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

  #leave(): void {
    if (this.#left || this.#end !== undefined) return;
    this.#left = true;
    this.#in.close();
    this.#back.post(() => {
      this.#over = true;
      this.#out.close();
    });
  }
}

function crossing(value: unknown): unknown {
  if ((value as Value).kind === 'bad') throw unable;
  return value;
}

const windows: fc.Arbitrary<Windows> = fc
  .record({ window: fc.constantFrom(1, 2, 3, 4, 8, 32), times: fc.constantFrom(1, 1, 2, 4) })
  .map(({ window, times }) => ({ window, widest: window * times }));
const reactions = fc.array(
  fc.constantFrom<Reaction>('nothing', 'nothing', 'nothing', 'hold', 'release', 'dawdle', 'push', 'look'),
  { maxLength: 12 },
);
const leaving = fc.array(fc.constantFrom<Reaction>('nothing', 'nothing', 'leave'), { maxLength: 12 });
const without = (kind: Value['kind']): fc.Arbitrary<Value['kind']> =>
  fc.constantFrom<Value['kind']>('cheap', 'cheap', kind === 'dear' ? 'cheap' : 'dear', kind === 'bad' ? 'dear' : 'bad');
const pushes = (kinds: fc.Arbitrary<Value['kind']>, polite: fc.Arbitrary<boolean>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('push' as const), kinds: fc.array(kinds, { minLength: 1, maxLength: 20 }), polite });
const moves: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('there' as const, 'back' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('sleep' as const), milliseconds: fc.constantFrom(0.001, 0.1, 0.6, 11) }),
  fc.record({ do: fc.constantFrom('turn' as const, 'flush' as const, 'hold' as const, 'release' as const) }),
);
const ends: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom('complete' as const, 'fail' as const) });
const leaves: fc.Arbitrary<Step> = fc.constant({ do: 'leave' });

/** Steps of a run: pushes and moves, and rarely an end. */
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
  const flood = fc.boolean();
  const polite = fc.constant(true);

  it('delivers every value once and in order, within the credits, and the end after the last', () => {
    fc.assert(
      fc.property(windows, fc.boolean(), reactions, steps(pushes(good, flood), ends), (given, direct, react, run) => {
        const world = new World(given, direct, react);
        for (const step of run) world.do(step);
        world.finish();
      }),
      { numRuns },
    );
  });

  it('is never further ahead than its window with a source that produces on request', () => {
    fc.assert(
      fc.property(windows, fc.boolean(), reactions, steps(pushes(good, polite), ends), (given, direct, react, run) => {
        const world = new World(given, direct, react);
        for (const step of run) {
          world.do(step);
          world.checkPoliteness();
        }
        world.finish();
      }),
      { numRuns },
    );
  });

  it('ends at a value that cannot be cloned, after all earlier values', () => {
    const any = without('dear');
    fc.assert(
      fc.property(windows, fc.boolean(), reactions, steps(pushes(any, flood), ends), (given, direct, react, run) => {
        const world = new World(given, direct, react);
        for (const step of run) world.do(step);
        world.finish();
      }),
      { numRuns },
    );
  });

  it('delivers nothing after it is unsubscribed, at any moment', () => {
    const any = steps(pushes(fc.constantFrom('cheap', 'dear', 'bad'), flood), leaves);
    fc.assert(
      fc.property(windows, fc.boolean(), fc.oneof(leaving, reactions), any, (given, direct, react, run) => {
        const world = new World(given, direct, react);
        for (const step of run) world.do(step);
        world.do({ do: 'leave' });
        world.finish();
      }),
      { numRuns },
    );
  });

  it('fails when a message was lost, and delivers nothing after it', () => {
    const messages = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(messages, fc.nat(), (sizes, nth) => {
        const lost = nth % (sizes.length - 1);
        const taken: unknown[] = [];
        const flow = inflowTo((value) => taken.push(value), 16);
        let first = 0;
        for (const [i, size] of sizes.entries()) {
          const values = Array.from({ length: size }, (_, at) => first + at);
          if (i !== lost) expect(flow.receive(first, values)).to.equal(i < lost);
          first += size;
        }
        expect(taken).to.deep.equal(taken.map((_, at) => at));
      }),
      { numRuns },
    );
  });
});

function inflowTo(next: (value: unknown) => void, window: number): StreamReceiver {
  const rest = { error: () => {}, complete: () => {} };
  return new StreamReceiver({ next, ...rest }, new ManualEventLoop(), { window, widest: window }, () => {});
}

describe('pauses over several streams as a state machine', () => {
  type Move = { readonly do: 'receive' | 'holding'; readonly flow: number } | { readonly do: 'release' };
  const flows = 3;
  const excepted = 2;
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), flow: fc.nat(flows - 1) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('holding' as const), flow: fc.nat(flows - 1) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'release' as const }) },
  );

  it('pauses only the stream whose value is being delivered, until all are released', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40, size: 'max' }), (run) => {
        const holds = new Pauses();
        const came: number[] = new Array(flows).fill(0);
        const taken: number[] = new Array(flows).fill(0);
        const held = new Set<number>();
        let holding = false;
        const inflows = Array.from({ length: flows }, (_, at) =>
          inflowTo((n) => {
            expect(n).to.equal(taken[at]);
            expect(held.has(at), 'taken while it was held').to.equal(false);
            taken[at] = (taken[at] as number) + 1;
            if (!holding) return;
            holds.pauseCurrent(inflows[excepted]);
            if (at !== excepted) held.add(at);
          }, 16),
        );
        const receive = (at: number): void => {
          inflows[at]?.receive(came[at] as number, [came[at]]);
          came[at] = (came[at] as number) + 1;
        };
        const release = (): void => {
          holding = false;
          held.clear();
          holds.release();
        };
        for (const step of run) {
          holding = step.do === 'holding';
          if (step.do === 'release') release();
          else receive(step.flow);
          expect(holds.any).to.equal(held.size > 0);
          for (const [at, count] of came.entries()) if (!held.has(at)) expect(taken[at]).to.equal(count);
        }
        release();
        expect(taken).to.deep.equal(came);
        holds.pauseCurrent();
        expect(holds.any, 'outside of all flows').to.equal(false);
      }),
    );
  });
});
