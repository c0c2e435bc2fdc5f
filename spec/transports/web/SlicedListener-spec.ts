import { expect } from 'chai';
import type { ResultsMessage } from '../../../src/protocol/messages/ResultsMessage.js';
import type { WorkerMessage } from '../../../src/protocol/messages/WorkerMessage.js';
import type { TransportListener } from '../../../src/protocol/Transport.js';
import { SlicedListener } from '../../../src/transports/web/SlicedListener.js';
import { noResults } from '../../support/noResults.js';

describe('SlicedListener', () => {
  const results = (count: number, more: Partial<ResultsMessage> = {}): ResultsMessage => {
    const slots = Array.from({ length: count }, (_, i) => i);
    return { ...noResults, slots, values: slots.map((slot) => slot * 10), ...more };
  };

  /** A listener that takes its time over each result, and a loop that is turned by hand. */
  function slow(milliseconds: number) {
    const turns: (() => void)[] = [];
    const received: WorkerMessage[] = [];
    const log: string[] = [];
    const listener: TransportListener = {
      message(message) {
        received.push(message);
        log.push(message.kind);
        if (message.kind !== 'results') return;
        const until = performance.now() + milliseconds * message.slots.length;
        while (performance.now() < until);
      },
      messageError: () => void log.push('messageError'),
      exit: () => void log.push('exit'),
    };
    return { turns, received, log, sliced: new SlicedListener(listener, (fn) => void turns.push(fn)) };
  }
  const receivedSlots = (received: readonly WorkerMessage[]): number[] =>
    received.flatMap((message) => (message.kind === 'results' ? Array.from(message.slots) : []));

  it('passes small messages on at once, unchanged', () => {
    const { received, sliced, turns } = slow(0);
    const message = results(3, { started: [7] });
    sliced.message(message);
    expect(received).to.deep.equal([message]);
    expect(turns).to.deep.equal([]);
  });

  it('yields to the page between the slices of a large message, and keeps every part of it', () => {
    const { received, sliced, turns } = slow(0.1);
    const failures = [[5000, { kind: 'value', value: 1 }]] as const;
    sliced.message(results(1000, { failures, started: [1], durations: [0, 1000, 3], skipped: [9] }));
    expect(receivedSlots(received).length).to.be.lessThan(300);
    let count = 0;
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      turn();
      count += 1;
    }
    expect(count).to.be.greaterThan(5);
    expect(receivedSlots(received)).to.deep.equal(results(1000).slots);
    const all = received as ResultsMessage[];
    expect(all.flatMap(({ values }) => values)).to.deep.equal(results(1000).values);
    expect(all.flatMap((each) => each.failures)).to.deep.equal(failures);
    expect([all.flatMap(({ started }) => started), all.flatMap(({ skipped }) => skipped)]).to.deep.equal([[1], [9]]);
    expect(all.flatMap(({ durations }) => durations)).to.deep.equal([0, 1000, 3]);
  });

  it('keeps the order of messages, and the end comes last', () => {
    const { received, sliced, turns, log } = slow(0.2);
    sliced.message(results(200));
    sliced.message({ kind: 'progress', slots: [1], values: ['later'] });
    sliced.messageError(new Error('undecoded'));
    sliced.exit({});
    expect(log).not.to.contain('progress');
    while (turns.length > 0) turns.shift()?.();
    expect(receivedSlots(received)).to.have.length(200);
    expect(log.slice(-3)).to.deep.equal(['progress', 'messageError', 'exit']);
  });

  it('continues after a listener that throws', () => {
    const { turns, log } = slow(0);
    const sliced = new SlicedListener(
      {
        message: () => {
          throw new Error('mine');
        },
        messageError: () => undefined,
        exit: () => void log.push('exit'),
      },
      (fn) => void turns.push(fn),
    );
    expect(() => sliced.message(results(200))).to.throw('mine');
    sliced.exit({});
    while (turns.length > 0) {
      try {
        turns.shift()?.();
      } catch {
        // the rest of the large message
      }
    }
    expect(log).to.deep.equal(['exit']);
  });
});
