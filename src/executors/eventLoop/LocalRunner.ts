import type { Job } from '../../executor/Job.js';
import type { WorkerCounts } from '../../executor/Runner.js';
import { isolated, notIsolated } from './isolation.js';
import { LocalCall, type LocalCallSetup } from './LocalCall.js';
import { type LoadWorkerFile, LocalFunctions } from './LocalFunctions.js';
import { SlotRunner, type SlotSettings } from './SlotRunner.js';

/** The settings of a runner on the event loop. */
export interface LocalSettings extends SlotSettings {
  readonly isolate: boolean;
  /** The executor's name. */
  readonly name: string;
  readonly loadFile?: LoadWorkerFile;
}

/** A runner on the event loop. It counts as one worker with `maxWorkers` slots. */
export class LocalRunner extends SlotRunner<LocalCall> {
  readonly #setup: LocalCallSetup;

  constructor(settings: LocalSettings) {
    super(settings);
    this.#setup = {
      worker: { id: 0, name: `${settings.name}_0` },
      isolation: settings.isolate ? isolated : notIsolated,
      functions: new LocalFunctions(settings.loadFile),
    };
  }

  keepItem(value: unknown): unknown {
    return this.#setup.isolation.value(value, 'stream item');
  }

  broadcast(make: () => Job): Job[] {
    const job = make();
    if (job.state === 'PENDING') this.host.queue.push(job);
    this.notify();
    return [job];
  }

  workerCounts(): WorkerCounts {
    return { workers: 1, idleWorkers: this.calls.size === 0 ? 1 : 0 };
  }

  protected makeCall(job: Job): LocalCall {
    return new LocalCall(job, this, this.#setup);
  }

  protected run(call: LocalCall): void {
    call.job.inContext(() => call.run());
  }

  /** Frees the slot; the call goes on without one. */
  protected giveUp(call: LocalCall): void {
    this.free(call);
  }
}
