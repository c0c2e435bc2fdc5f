import { expect } from 'chai';
import { SourcePause } from '../../src/executor/SourcePause.js';
import { deliverFrom, type PausableSource, PauseCounter } from '../../src/streams/PausableSource.js';
import { testScheduler } from '../support/marbles.js';

describe('SourcePause', () => {
  let pauses: PauseCounter;
  let source: PausableSource;
  beforeEach(() => {
    pauses = new PauseCounter(() => {});
    source = { pause: () => pauses.pause() };
  });

  function pauseSource(pause: SourcePause): void {
    deliverFrom(source, () => pause.pause());
  }

  it('pauses the source until the stage has capacity', () => {
    const pause = new SourcePause(undefined, () => false, testScheduler());
    pauseSource(pause);
    pauseSource(pause);
    expect(pauses.isPaused).to.equal(true);
    pause.release();
    expect(pauses.isPaused).to.equal(false);
  });

  it('keeps a source paused however long the consumer takes', () => {
    const clock = testScheduler();
    clock.run(() => {
      const pause = new SourcePause(undefined, () => false, clock);
      pauseSource(pause);
      clock.schedule(() => {
        expect(pauses.isPaused).to.equal(true);
        pause.close();
      }, 60_000);
    });
    expect(pauses.isPaused).to.equal(false);
  });

  it('resumes the source while the calls starve, until one ends', () => {
    const clock = testScheduler();
    clock.run(() => {
      const pause = new SourcePause(undefined, () => true, clock);
      pauseSource(pause);
      clock.schedule(() => {
        expect(pauses.isPaused, 'starving').to.equal(false);
        pauseSource(pause);
        expect(pauses.isPaused, 'still starving').to.equal(false);
        pause.progressed();
        pauseSource(pause);
        expect(pauses.isPaused, 'a call has ended').to.equal(true);
        pause.close();
      }, 5000);
    });
  });

  it('does not count calls as starving that go on ending', () => {
    const clock = testScheduler();
    clock.run(() => {
      const pause = new SourcePause(undefined, () => true, clock);
      pauseSource(pause);
      for (let at = 500; at < 10_000; at += 500) clock.schedule(() => pause.progressed(), at);
      clock.schedule(() => {
        expect(pauses.isPaused).to.equal(true);
        pause.close();
      }, 10_000);
    });
  });
});
