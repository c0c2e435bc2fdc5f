import { expect } from 'chai';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { Lifecycle } from '../../src/executor/Lifecycle.js';

describe('Lifecycle', () => {
  let tasks: number;
  let lifecycle: Lifecycle;

  beforeEach(() => {
    tasks = 0;
    lifecycle = new Lifecycle(undefined, () => tasks === 0);
  });

  it('starts open', () => {
    expect([lifecycle.isOpen, lifecycle.isShutDown, lifecycle.acceptsValues]).to.deep.equal([true, false, true]);
    lifecycle.checkOpen();
  });

  it('refuses new work after the shutdown, and not that of accepted work', () => {
    lifecycle.shutDown();
    expect([lifecycle.isOpen, lifecycle.isShutDown]).to.deep.equal([false, true]);
    expect(() => lifecycle.checkOpen()).to.throw(ExecutorShutdownError);
    lifecycle.checkNotBroken();
  });

  it('refuses all work once it is broken, with that error also after a shutdown', () => {
    const error = new Error('the workers are gone');
    lifecycle.shutDown();
    expect(lifecycle.break(() => error)).to.equal(true);
    expect(() => lifecycle.checkOpen()).to.throw(error);
    expect(() => lifecycle.checkNotBroken()).to.throw(error);
    lifecycle.deliver(() => expect(lifecycle.acceptsValues).to.equal(false));
  });

  it('breaks once', () => {
    const first = new Error('first');
    lifecycle.break(() => first);
    expect(lifecycle.break(() => new Error('second'))).to.equal(false);
    expect(() => lifecycle.checkOpen()).to.throw(first);
  });

  it('is drained when no task and no busy work is left, once', () => {
    let drained = 0;
    const work = { busy: true, cancel: () => {}, abort: () => {} };
    tasks = 1;
    lifecycle.accept(work);
    lifecycle.whenDrained(() => {
      drained += 1;
    });
    tasks = 0;
    lifecycle.checkDrained();
    expect(drained, 'the work is busy').to.equal(0);
    work.busy = false;
    lifecycle.checkDrained();
    lifecycle.release(work);
    lifecycle.checkDrained();
    expect(drained).to.equal(1);
  });

  it('accepts no value once it is drained, even from work that still delivers', () => {
    lifecycle.shutDown();
    lifecycle.deliver(() => {
      expect(lifecycle.acceptsValues).to.equal(true);
      lifecycle.whenDrained(() => {});
      expect(lifecycle.acceptsValues).to.equal(false);
    });
  });
});
