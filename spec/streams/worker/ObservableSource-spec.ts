import { expect } from 'chai';
import { Observable, of, Subject, throwError } from 'rxjs';
import { ObservableSource } from '../../../src/streams/worker/ObservableSource.js';
import { SourceHarness } from './SourceHarness.js';

describe('ObservableSource', () => {
  let overflows: number;

  beforeEach(() => {
    overflows = 0;
  });

  function sourceOf(observable: Observable<unknown>, harness: SourceHarness): ObservableSource {
    return new ObservableSource(observable, harness.sender, harness, () => (overflows += 1));
  }

  it('subscribes once, at the first pump', () => {
    const harness = new SourceHarness(8);
    let subscriptions = 0;
    const source = sourceOf(
      new Observable((subscriber) => {
        subscriptions += 1;
        subscriber.next('item');
      }),
      harness,
    );
    expect(subscriptions).to.equal(0);
    source.pump();
    source.pump();
    expect([subscriptions, harness.items]).to.deep.equal([1, ['item']]);
    source.close(() => {});
  });

  it('reports each item that leaves no demand; items beyond it wait in the sender', () => {
    const harness = new SourceHarness(2);
    sourceOf(of(1, 2, 3), harness).pump();
    expect([harness.items, overflows]).to.deep.equal([[1, 2], 2]);
    harness.sender.request(1);
    expect(harness.items).to.deep.equal([1, 2, 3]);
  });

  it('passes on completion and error', () => {
    const harness = new SourceHarness(8);
    sourceOf(of(), harness).pump();
    sourceOf(
      throwError(() => 'broken'),
      harness,
    ).pump();
    expect(harness.ends).to.deep.equal(['completed', 'broken']);
  });

  it('fails when subscribing throws', () => {
    const harness = new SourceHarness(8);
    const subscribable = {
      subscribe: () => {
        throw new RangeError('no');
      },
    };
    new ObservableSource(subscribable, harness.sender, harness, () => {}).pump();
    expect(String(harness.ends)).to.equal('RangeError: no');
  });

  it('unsubscribes when it is closed', () => {
    const harness = new SourceHarness(8);
    const subject = new Subject();
    const source = sourceOf(subject, harness);
    source.pump();
    let closed = false;
    source.close(() => (closed = true));
    expect([subject.observed, closed, harness.ends]).to.deep.equal([false, true, []]);
  });

  it('unsubscribes from an Observable that closes it while it subscribes', () => {
    const harness = new SourceHarness(8);
    let unsubscribed = false;
    const source: ObservableSource = sourceOf(
      new Observable(() => {
        source.close(() => {});
        return () => (unsubscribed = true);
      }),
      harness,
    );
    source.pump();
    expect(unsubscribed).to.equal(true);
  });
});
