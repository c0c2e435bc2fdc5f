import { expect } from 'chai';
import { ProgressReports, type ReportingCall } from '../../src/worker/ProgressReports.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';
import { RecordingPort } from './RecordingPort.js';

describe('ProgressReports', () => {
  let port: RecordingPort;
  let eventLoop: ManualEventLoop;
  let reports: ProgressReports;

  beforeEach(() => {
    port = new RecordingPort();
    eventLoop = new ManualEventLoop();
    reports = new ProgressReports(port, eventLoop);
  });

  const callIn = (slot: number): ReportingCall => ({ slot, waiting: undefined });

  /** The values of each message. */
  const messages = (): unknown[] => port.of('progress').map(({ values }) => values);

  it('sends the first value at once, and those that follow within half a millisecond together', () => {
    const call = callIn(3);
    for (const value of [1, 2, 3]) reports.report(call, value);
    expect(messages()).to.deep.equal([[1]]);
    eventLoop.turn();
    expect(messages()).to.deep.equal([[1], [2, 3]]);
    eventLoop.time += 1;
    reports.report(call, 4);
    expect(messages()).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('names the slot of each value, and sends what waits before a result', () => {
    const [first, second] = [callIn(1), callIn(2)];
    reports.report(first, 'sent');
    reports.report(second, 'a');
    reports.report(first, 'b');
    reports.flush();
    const { slots, values } = port.of('progress')[1] ?? expect.fail('the second message is missing');
    expect([Array.from(slots), values]).to.deep.equal([
      [2, 1],
      ['a', 'b'],
    ]);
  });

  it('copies a value at the time of the report', () => {
    const call = callIn(0);
    const step = { done: 1 };
    reports.report(call, 0);
    reports.report(call, step);
    step.done = 2;
    reports.flush();
    expect(messages()).to.deep.equal([[0], [{ done: 1 }]]);
  });

  it('sends the latest thousand of the values that a task reports without a pause', () => {
    const call = callIn(0);
    for (let value = 0; value <= 5000; value++) reports.report(call, value);
    reports.flush();
    const values = messages()[1] as number[];
    expect([values.length, values[0], values.at(-1)]).to.deep.equal([1000, 4001, 5000]);
  });

  it('throws for a value that cannot be cloned, in the task that reports it', () => {
    expect(() => reports.report(callIn(0), { callback: () => {} }))
      .to.throw()
      .with.property('code', 'ERR_SERIALIZATION');
    expect(messages()).to.deep.equal([]);
  });
});
