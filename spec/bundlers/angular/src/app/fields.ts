import { Component, inject, NgZone } from '@angular/core';
import { mapOn, taskModule } from 'rx-futures';
import { injectExecutor } from 'rx-futures/angular';
import { from, type Observable } from 'rxjs';

const tasks = taskModule<typeof import('./app.worker').tasks>();

/** Handlers that set plain fields: the view shows them only if Angular checks for changes after them. */
@Component({
  selector: 'app-fields',
  template: `
    @for (name of names; track name) {
      <button [id]="name" (click)="runs[name](clicked[name] = clicked[name] + 1)">{{ name }}</button>
      <output [id]="name + '-value'">{{ values[name] }}</output>
    }
    <output id="outside">{{ outside }}</output>
  `,
})
export class Fields {
  readonly #executor = injectExecutor();
  readonly #zone = inject(NgZone);
  readonly values: Record<string, string> = {};
  readonly runs: Record<string, (n: number) => void> = {
    field: (n) => this.#show('field', this.#executor.submit(tasks.echo, n)),
    callback: (n) => this.#executor.submit(tasks.echo, n).addDoneCallback(() => this.#set('callback', n)),
    later: (n) => this.#subscribeLater(n),
    progress: (n) => this.#show('progress', this.#executor.submit(tasks.steps, n).progress),
    task: (n) => this.#show('task', this.#executor.task(tasks.echo, n)),
    map: (n) => this.#show('map', this.#executor.map(tasks.echo, [n, n, n])),
    mapOn: (n) => this.#show('mapOn', from([n, n]).pipe(mapOn(this.#executor, tasks.echo))),
    stream: (n) => this.#show('stream', this.#executor.stream(tasks.numbers, n)),
    error: (n) =>
      this.#executor.submit(tasks.fail, `${n}`).subscribe({ error: ({ message }) => this.#set('error', message) }),
  };
  readonly names = Object.keys(this.runs);
  readonly clicked: Record<string, number> = Object.fromEntries(this.names.map((name) => [name, 0]));
  /** The handlers that ran outside of Angular's zone. */
  outside = '';

  #show(name: string, values: Observable<unknown>): void {
    values.subscribe((value) => this.#set(name, value));
  }

  /** Subscribes in Angular's zone to a task that was submitted outside of it. */
  #subscribeLater(n: number): void {
    this.#show(
      'later',
      this.#zone.runOutsideAngular(() => this.#executor.submit(tasks.steps, n)),
    );
  }

  #set(name: string, value: unknown): void {
    if ('Zone' in globalThis && !NgZone.isInAngularZone()) this.outside += `${name} `;
    this.values[name] = String(value);
  }
}
