// Renders a page on the server and prints it: `node render.mjs [zones]`. Compiled at run time, so that it needs no build.
import '@angular/compiler';

const zones = process.argv[2] === 'zones';
if (zones) await import('zone.js/node');
const { AsyncPipe } = await import('@angular/common');
const { Component, provideZoneChangeDetection, provideZonelessChangeDetection } = await import('@angular/core');
const { rxResource, toSignal } = await import('@angular/core/rxjs-interop');
const { bootstrapApplication } = await import('@angular/platform-browser');
const { provideServerRendering, renderApplication } = await import('@angular/platform-server');
const { from, toArray } = await import('rxjs');
const { EventLoopExecutor, mapOn } = await import('rx-futures');
const { injectExecutor, provideExecutor, taskResource } = await import('rx-futures/angular');

const later = (value) => new Promise((resolve) => setTimeout(() => resolve(value), 30));

class App {
  #executor = injectExecutor();
  future = this.#executor.submit(later, 'future');
  then = this.#executor
    .submit(later, 'after ')
    .result()
    .then((value) => this.#executor.submit(later, `${value}wards`).result());
  task = toSignal(this.#executor.task(later, 'task'));
  map = this.#executor.map(later, ['a', 'b']).pipe(toArray());
  mapOn = from(['c', 'd']).pipe(mapOn(this.#executor, later), toArray());
  stream = this.#executor.stream(() => ['e', 'f']).pipe(toArray());
  found = taskResource(() => 'found', this.#executor, later);
  resource = rxResource({ stream: () => this.#executor.task(later, 'resource') });
}
const root = Component({
  selector: 'app-root',
  imports: [AsyncPipe],
  template:
    '{{ future | async }}, {{ then | async }}, {{ task() }}, {{ map | async }}, {{ mapOn | async }}, {{ stream | async }}, {{ resource.value() }}, {{ found.value() }}',
})(App);

const providers = [
  provideServerRendering(),
  zones ? provideZoneChangeDetection() : provideZonelessChangeDetection(),
  provideExecutor(() => new EventLoopExecutor()),
];
const html = await renderApplication((context) => bootstrapApplication(root, { providers }, context), {
  document: '<app-root></app-root>',
  url: '/',
});
console.log(/<app-root[^>]*>([^<]*)</.exec(html)?.[1]);
