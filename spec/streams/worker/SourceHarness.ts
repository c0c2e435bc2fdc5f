import { StreamSender } from '../../../src/streams/StreamSender.js';
import type { ItemsListener } from '../../../src/streams/worker/ItemSource.js';
import { ManualEventLoop } from '../../support/ManualEventLoop.js';
import { RecordingConsumer } from '../RecordingConsumer.js';

/** The parts around an item source: a sender with some demand, and a listener that records the source's end. */
export class SourceHarness implements ItemsListener {
  readonly eventLoop = new ManualEventLoop();
  readonly consumer = new RecordingConsumer();
  readonly sender: StreamSender;
  readonly ends: unknown[] = [];

  constructor(window: number) {
    this.sender = new StreamSender(this.consumer, this.eventLoop, {
      window,
      send: this.consumer.items,
      failed: (error) => this.ends.push(error),
    });
  }

  get items(): readonly unknown[] {
    return this.consumer.received;
  }

  completed(): void {
    this.ends.push('completed');
  }

  failed(error: unknown): void {
    this.ends.push(error);
  }

  stopping(): boolean {
    return this.consumer.stopped;
  }
}
