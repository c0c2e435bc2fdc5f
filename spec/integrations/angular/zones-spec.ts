import { expect } from 'chai';
import { runProgram } from '../../support/program.js';

const angular = import.meta.resolve('@angular/core');
const zoneVersions = { '0.15': import.meta.resolve('zone.js-0.15/node'), '0.16': import.meta.resolve('zone.js/node') };

/** An application's injector, with an executor of `expression` in it; the tasks are functions of a module. */
const setUp = (zone: string, expression: string): string => `
  import '${zone}';
  import { createEnvironmentInjector, NgZone, runInInjectionContext, ɵINJECTOR_SCOPE } from '${angular}';
  import { from, Subject } from '${import.meta.resolve('rxjs')}';
  import { asCompleted, EventLoopExecutor, mapOn, taskModule, through } from 'LIBRARY/index';
  import { ThreadPoolExecutor } from 'LIBRARY/node';
  import { injectExecutor, provideExecutor } from 'LIBRARY/angular';

  const tasks = taskModule(new URL('FIXTUREStasks.js'));
  const streams = taskModule(new URL('FIXTURESstreams.js'));
  const operators = taskModule(new URL('FIXTURESoperators.js'));
  const ngZone = new NgZone({ enableLongStackTrace: false });
  let checks = 0;
  ngZone.onMicrotaskEmpty.subscribe(() => { checks += 1; });
  const injector = createEnvironmentInjector([
    { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
    { provide: NgZone, useValue: ngZone },
    provideExecutor(() => ${expression}),
  ], null);
  const executor = ngZone.run(() => runInInjectionContext(injector, injectExecutor));
  const other = Zone.root.fork({ name: 'other' });
  const seen = {};
  const see = (what) => () => { (seen[what] ??= []).push(Zone.current.name); };
`;

const executors: Readonly<Record<string, string>> = {
  'an event loop': 'new EventLoopExecutor()',
  threads: 'new ThreadPoolExecutor({ maxWorkers: 1 })',
};

describe('rx-futures/angular with zone.js', () => {
  async function run(program: string): Promise<unknown> {
    const { code, stdout, stderr } = await runProgram(program, { args: ['--no-warnings'] });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    return JSON.parse(stdout);
  }

  for (const [version, zone] of Object.entries(zoneVersions)) {
    for (const [name, expression] of Object.entries(executors)) {
      it(`calls each handler in the zone in which it was added: ${version}, ${name}`, async () => {
        const seen = await run(`${setUp(zone, expression)}
          const future = ngZone.run(() => executor.submit(tasks.reportProgress, [1]));
          const failed = other.run(() => executor.submit(tasks.fail, 'no'));
          ngZone.run(() => {
            future.subscribe(see('next in angular'));
            future.pipe().subscribe({ complete: see('complete in angular') });
            future.progress.subscribe(see('progress in angular'));
            future.addDoneCallback(see('callback in angular'));
            failed.subscribe({ error: see('error in angular') });
            from([future]).pipe(asCompleted()).subscribe(see('asCompleted in angular'));
            future.result().then(see('then in angular'));
            executor.events.subscribe(see('events in angular'));
            executor.with({ label: 'x' }).events.subscribe(see('events of a view in angular'));
            executor.task(tasks.add, 1, 1).subscribe(see('task in angular'));
            executor.map(tasks.echo, [1]).subscribe({ next: see('map in angular'), complete: see('map complete in angular') });
            executor.mapSettled(tasks.fail, ['no']).subscribe(see('mapSettled in angular'));
            executor.stream(streams.numbers, 1).subscribe(see('stream in angular'));
            from([1]).pipe(through(executor, operators.twice)).subscribe(see('through in angular'));
          });
          other.run(() => {
            future.subscribe(see('next in other'));
            future.progress.subscribe(see('progress in other'));
            future.addDoneCallback(see('callback in other'));
          });
          Zone.root.run(() => future.subscribe(see('next in <root>')));
          const source = new Subject();
          ngZone.run(() => source.pipe(mapOn(executor, tasks.echo))
            .subscribe({ next: see('mapOn in angular'), complete: see('mapOn complete in angular') }));
          other.run(() => { source.next(1); source.complete(); });
          await Promise.allSettled([future.result(), failed.result()]);
          ngZone.run(() => future.subscribe(see('a late subscriber in angular')));
          other.run(() => future.addDoneCallback(see('a late callback in other')));
          await executor.shutdown();
          console.log(JSON.stringify(seen));`);
        const wrong = Object.entries(seen as Record<string, string[]>).filter(
          ([what, zones]) => !zones.every((each) => what.endsWith(` in ${each}`)),
        );
        expect(wrong).to.deep.equal([]);
        expect(Object.keys(seen as object)).to.have.length(23);
      });
    }

    it(`lets Angular check for changes once for many results that arrive together: ${version}`, async () => {
      const { checks, values } = (await run(`${setUp(zone, executors['threads'] as string)}
        let values = 0;
        await executor.submit(tasks.echo, 1).result();
        const rows = Array.from({ length: 1000 }, (_, index) => index);
        const before = checks;
        await new Promise((resolve) => ngZone.run(() =>
          executor.map(tasks.echo, rows).subscribe({ next: () => { values += 1; }, complete: resolve })));
        console.log(JSON.stringify({ values, checks: checks - before }));
        await executor.shutdown();`)) as { checks: number; values: number };
      expect(values).to.equal(1000);
      expect(checks).to.be.within(1, 500);
    });

    it(`keeps the timers of the pool out of Angular's zone, which becomes stable: ${version}`, async () => {
      const stable = await run(`${setUp(zone, executors['threads'] as string)}
        const future = ngZone.run(() => executor.submit(tasks.echo, 1));
        ngZone.run(() => executor.with({ timeout: 60_000 }).submit(tasks.hold, null));
        await future.result();
        await new Promise((resolve) => setTimeout(resolve));
        console.log(JSON.stringify([ngZone.isStable, ngZone.hasPendingMacrotasks]));
        await executor.shutdown({ timeout: 0 });`);
      expect(stable).to.deep.equal([true, false]);
    });
  }
});
