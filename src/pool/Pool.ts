import type { Job } from '../executor/Job.js';
import { isTurn } from '../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../executor/Runner.js';
import { systemTurns } from '../executor/systemTimers.js';
import { StayAwake } from '../flow/StayAwake.js';
import { keepItem } from '../protocol/streamItem.js';
import type { Clone, StartTransport, WorkerEnd } from '../protocol/Transport.js';
import {
  type BrokenClass,
  brokenFor,
  type MakeBroken,
  poolBroken,
  workerLost,
  workerReplaced,
} from './brokenErrors.js';
import { Dispatcher } from './Dispatcher.js';
import { isInDoubt } from './doubt.js';
import { Lifecycle } from './Lifecycle.js';
import { lookWhatBegan, mayHaveBegun } from './lookWhatBegan.js';
import type { PoolSettings } from './PoolOptions.js';
import type { PoolWorker } from './PoolWorker.js';
import { refuseWhileLoading } from './refuseWhileLoading.js';
import { StallWatch } from './StallWatch.js';
import { TurnLimit } from './TurnLimit.js';
import { tellStopped } from './tellStopped.js';
import { adaptiveWindow, type Window } from './window.js';

/** After so many failed starts in a row the pool is broken: a storm of them helps nobody. */
const mostFailedStarts = 3;

/**
 * A runner over workers of any transport. The {@link Dispatcher} says what goes where, the {@link Lifecycle} starts and
 * ends workers; here is what happens when a worker speaks or dies.
 */
export class Pool implements Runner {
  readonly streams = true;
  readonly #settings: PoolSettings;
  readonly #Broken: BrokenClass;
  readonly #start: StartTransport;
  readonly #clone: Clone;
  readonly #window: Window;
  #host!: RunnerHost;
  #life!: Lifecycle;
  #dispatcher!: Dispatcher;
  #stallWatch!: StallWatch;
  readonly #turn = new TurnLimit();
  readonly #stayAwake = new StayAwake(systemTurns);
  /** Whether tasks are about to be handed out. */
  #waking = false;
  #failedStarts = 0;
  #broken = false;
  #allGone: (() => void) | undefined;
  #closing = false;
  #ended = false;
  /** One that has gone, and the pool with it: what it held fails with all the rest. */
  readonly #lost: PoolWorker[] = [];

  constructor(
    settings: PoolSettings,
    Broken: BrokenClass,
    start: StartTransport,
    window = adaptiveWindow,
    clone: Clone = (value) => structuredClone(value),
  ) {
    refuseWhileLoading();
    this.#settings = settings;
    this.#clone = clone;
    this.#Broken = Broken;
    this.#start = start;
    this.#window = window;
  }

  attach(host: RunnerHost): void {
    this.#host = host;
    this.#dispatcher = new Dispatcher(host.queue, this.#window);
    this.#life = new Lifecycle(this.#settings, host, this.#start, {
      ready: () => {
        this.#failedStarts = 0;
        this.#dispatch();
      },
      failed: (worker, stage, error) => this.#failed(worker, stage, error),
      roomMade: (worker) => this.#refill(worker),
      refused: () => this.wake(),
      gone: (worker, end) => this.#gone(worker, end),
      spent: (fn, calls, milliseconds) => this.#dispatcher.spent(fn, calls, milliseconds),
    });
    this.#stallWatch = new StallWatch(host.backgroundClock, this.#life.workers, () => this.#silenceFound());
    this.#keepMinimum();
  }

  wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    this.#turn.soon(() => {
      this.#waking = false;
      this.#dispatch();
    });
  }

  queued({ priority }: Job): void {
    this.#dispatcher.outranked(priority, this.#life.workers);
  }

  freeSlots(): number {
    const { maxWorkers, tasksPerWorker } = this.#settings;
    const unstarted = Math.max(0, maxWorkers - this.#life.workers.length) * tasksPerWorker;
    return this.#life.workers.reduce((sum, worker) => sum + worker.freeSlots, unstarted);
  }

  appetite(): number {
    return this.#dispatcher.appetite(this.#settings.maxWorkers * this.#settings.tasksPerWorker);
  }

  refresh(): void {
    for (const worker of this.#life.workers) for (const job of worker.begun()) job.start();
  }

  keepItem(value: unknown): unknown {
    return keepItem(value, this.#clone);
  }

  held(): Job[] {
    return [...this.#life.workers, ...this.#lost].flatMap((worker) => [
      ...worker.slots
        .inOrder()
        .filter((entry) => worker.holds(entry))
        .map(({ job }) => job),
      ...worker.pinned,
    ]);
  }

  broadcast(make: () => Job): Job[] {
    const staying = (worker: PoolWorker): boolean => !worker.retiring && !worker.ending;
    if (!this.#life.workers.some(staying)) this.#startWorker();
    const jobs = this.#life.workers.filter(staying).map((worker) => this.#pin(worker, make()));
    this.wake();
    return jobs;
  }

  workerCounts(): WorkerCounts {
    const { workers } = this.#life;
    return { workers: workers.length, idleWorkers: workers.filter((worker) => worker.idle).length };
  }

  close(gone: () => void): void {
    this.#closing = true;
    this.#allGone = gone;
    for (const worker of [...this.#life.workers]) this.#life.settle(worker, true);
    this.#checkAllGone();
  }

  kill(): void {
    for (const worker of [...this.#life.workers]) worker.kill();
  }

  /** Ends all workers as an accident would; none is started any more. To be called on a pool that takes no more work. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#ended = true;
    for (const worker of [...this.#life.workers]) worker.signal(signal);
  }

  #pin(worker: PoolWorker, job: Job): Job {
    if (job.state !== 'PENDING') return job;
    job.holder = worker;
    worker.pinned.push(job);
    return job;
  }

  #dispatch(): void {
    if (this.#broken) return this.#runTurns();
    this.#startWhatIsNeeded();
    const again = this.#dispatcher.dispatch(this.#life.workers, () => this.#runTurn());
    if (again || this.#somethingUnseen()) this.#stallWatch.start();
    for (const worker of [...this.#life.workers]) this.#life.settle(worker, this.#closing);
    this.#host.roomMade();
    if (this.#inFlight() === 1) this.#stayAwake.stay();
  }

  /** Who calls task after task has one in flight. With more the loop is seldom asleep, and the processors are the workers'. */
  #inFlight(): number {
    return this.#life.workers.reduce((sum, worker) => sum + worker.slots.count, 0);
  }

  /**
   * Tasks for the room that was made, and no more: the answers that made it have yet to settle their Futures, and work of
   * this side must not run before that.
   */
  #refill(worker: PoolWorker): void {
    if (this.#broken) return;
    this.#stayAwake.heard();
    if (!this.#turn.passed) this.#dispatcher.dispatch(this.#life.workers, () => false);
    this.#life.settle(worker, this.#closing);
    this.wake();
  }

  /** Somebody listens to the events, and a task may have begun that was too short to be told of until now. */
  #somethingUnseen(): boolean {
    return this.#host.bus.heard && this.#life.workers.some(mayHaveBegun);
  }

  /** It was looked who has fallen silent. */
  #silenceFound(): void {
    if (this.#host.bus.heard) for (const worker of this.#life.workers) if (worker.silent) lookWhatBegan(worker);
    this.#dispatch();
  }

  /** Scheduled work that was due when the pool broke: it needs no worker. */
  #runTurns(): void {
    for (let next = this.#host.queue.take(); next !== undefined; next = this.#host.queue.take()) {
      if (isTurn(next)) next.turn();
    }
  }

  /** Work of this side holds a slot while it runs; it needs no worker for it. */
  #runTurn(): boolean {
    const next = this.#host.queue.peek();
    if (next === undefined || !isTurn(next) || this.freeSlots() <= 0) return false;
    this.#host.queue.take();
    next.turn();
    return true;
  }

  #startWhatIsNeeded(): void {
    const { workers } = this.#life;
    let free = workers.reduce((sum, worker) => sum + worker.freeSlots, 0);
    while (!this.#broken && this.#host.queue.size > free && workers.length < this.#settings.maxWorkers) {
      this.#startWorker();
      free += this.#settings.tasksPerWorker;
    }
  }

  #keepMinimum(): void {
    while (!this.#broken && !this.#closing && !this.#ended && this.#life.workers.length < this.#settings.minWorkers)
      this.#startWorker();
  }

  #startWorker(): void {
    try {
      this.#life.start();
    } catch (error) {
      this.#break(poolBroken(this.#Broken, 'a worker could not be started', 0, error));
    }
  }

  #failed(worker: PoolWorker, stage: 'load' | 'initializer', error: unknown): void {
    if (worker.phase !== 'starting') return;
    worker.kill();
    if (stage === 'load') return this.#startFailed(worker, error);
    this.#break(poolBroken(this.#Broken, 'the initializer failed', worker.workerId, error));
  }

  #startFailed(worker: PoolWorker, error: unknown, hopeless = false): void {
    this.#failedStarts += 1;
    if (this.#failedStarts < mostFailedStarts && !hopeless) return;
    const what = hopeless
      ? 'a worker could not be started'
      : `a worker could not be started (${mostFailedStarts} tries)`;
    this.#break(poolBroken(this.#Broken, what, worker.workerId, error));
  }

  #gone(worker: PoolWorker, end: WorkerEnd): void {
    const { phase } = worker;
    if (this.#host.bus.heard) lookWhatBegan(worker);
    for (const entry of worker.slots.inOrder()) tellStopped(worker, entry);
    const wanted = phase === 'killed' || phase === 'closing';
    const broken = wanted
      ? workerReplaced(this.#Broken, worker.workerId, worker.name)
      : workerLost(this.#Broken, worker.workerId, worker.name, end);
    this.#life.remove(worker, wanted ? undefined : broken(false));
    // One that says why it cannot start may be tried again; one that was ready, or is gone without a word, is lost.
    const died = phase === 'ready' || end.error === undefined;
    if (!wanted && died && this.#settings.onWorkerLost === 'break') this.#break(broken, worker);
    else if (!wanted && !this.#ended && phase === 'starting') {
      this.#startFailed(worker, end.error ?? broken(false), end.hopeless);
    }
    this.#endWhatRan(worker, broken);
    this.#keepMinimum();
    this.#dispatch();
    this.#checkAllGone();
  }

  /** What had begun fails with the worker; what had not is queued again, in its old place. */
  #endWhatRan(worker: PoolWorker, broken: MakeBroken): void {
    const entries = worker.slots.inOrder().filter((entry) => worker.holds(entry));
    const fresh = entries.filter(({ job, bound }) => !bound && !job.begun && worker.takeBack(job));
    for (const { job } of fresh.reverse()) this.#host.queue.putBack(job);
    const started = new Map(startedJobs(worker));
    for (const { job } of entries) {
      if (job.holder !== worker) continue;
      job.holder = undefined;
      job.fail(brokenFor(job, broken, started));
    }
    for (const job of worker.pinned.splice(0)) {
      job.holder = undefined;
      job.fail(broken(false));
    }
  }

  #break(broken: MakeBroken, ...lost: readonly PoolWorker[]): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#lost.push(...lost);
    const started = new Map([...this.#life.workers, ...lost].flatMap(startedJobs));
    this.#host.broken((job) => brokenFor(job, broken, started));
    this.#lost.length = 0;
    this.kill();
  }

  #checkAllGone(): void {
    if (this.#life.workers.length > 0) return;
    this.#stallWatch.stop();
    this.#allGone?.();
  }
}

function startedJobs(worker: PoolWorker): [job: Job | undefined, started: true | 'unknown'][] {
  const started = isInDoubt(worker) ? 'unknown' : true;
  return worker.begun().map((job) => [job, started]);
}
