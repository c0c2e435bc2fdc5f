import { expect } from 'chai';
import { Subscriber } from 'rxjs';
import { isSubscriber, SourceSubscriber } from '../../../src/streams/worker/SourceSubscriber.js';
import { expectStray } from '../../support/leakGuard.js';

describe('SourceSubscriber', () => {
  it('calls the observer until its end, then the teardowns', () => {
    const log: unknown[] = [];
    const subscriber = new SourceSubscriber({
      next: (value) => log.push(value),
      complete: () => log.push(`complete, closed: ${subscriber.closed}`),
    });
    subscriber.add(() => log.push('teardown'));
    subscriber.next(1);
    subscriber.complete();
    subscriber.next(2);
    subscriber.error('late');
    expect(log).to.deep.equal([1, 'complete, closed: true', 'teardown']);
  });

  it('tears down when it is unsubscribed, without calling the observer', () => {
    const log: unknown[] = [];
    const subscriber = new SourceSubscriber({ complete: () => log.push('complete') });
    const removed = (): void => void log.push('removed');
    subscriber.add({ unsubscribe: () => log.push('unsubscribed') });
    subscriber.add(removed);
    subscriber.remove(removed);
    subscriber.unsubscribe();
    subscriber.unsubscribe();
    expect(log).to.deep.equal(['unsubscribed']);
  });

  it('tears down at once what is added after its end', () => {
    const subscriber = new SourceSubscriber({});
    subscriber.complete();
    let torn = false;
    subscriber.add(() => {
      torn = true;
    });
    expect(torn).to.equal(true);
  });

  it('throws an error without an error handler as an uncaught one', async () => {
    const seen = expectStray((stray) => stray === 'unhandled');
    new SourceSubscriber({}).error('unhandled');
    expect(await seen).to.equal('unhandled');
  });

  it('goes on after an observer that throws', async () => {
    const seen = expectStray((stray) => (stray as Error).message === 'first');
    const taken: unknown[] = [];
    const subscriber = new SourceSubscriber({
      next(value) {
        if (value === 1) throw new Error('first');
        taken.push(value);
      },
    });
    subscriber.next(1);
    subscriber.next(2);
    await seen;
    expect(taken).to.deep.equal([2]);
  });

  it('drops closed teardowns, so that a subscriber that lives long does not grow', () => {
    const subscriber = new SourceSubscriber({});
    let unsubscribed = 0;
    for (let i = 0; i < 100; i++) {
      subscriber.add({ closed: true, unsubscribe: () => (unsubscribed += 1) });
    }
    subscriber.unsubscribe();
    expect(unsubscribed).to.be.at.most(16);
  });

  it('is a subscriber, as those of RxJS are', () => {
    expect(isSubscriber(new SourceSubscriber({}))).to.equal(true);
    expect(isSubscriber(new Subscriber())).to.equal(true);
    expect(isSubscriber({ next: () => {}, error: () => {}, complete: () => {} })).to.equal(false);
  });
});
