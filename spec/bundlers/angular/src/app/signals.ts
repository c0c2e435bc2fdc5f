import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { rxResource, toSignal } from '@angular/core/rxjs-interop';
import { type Future, taskModule } from 'rx-futures';
import { injectExecutor, type TaskResource, taskResource } from 'rx-futures/angular';
import { NEVER, Subject, switchMap } from 'rxjs';

const tasks = taskModule<typeof import('./app.worker').tasks>();

/** A component with OnPush, which also works without zone.js: its fields are signals. */
@Component({
  selector: 'app-signals',
  imports: [AsyncPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button id="signal" (click)="setSignal()">signal</button>
    <output id="signal-value">{{ value() }}</output>
    <button id="toSignal" (click)="queries.next((queried = queried + 1))">toSignal</button>
    <output id="toSignal-value">{{ found() }}</output>
    <button id="async" (click)="submit()">async</button>
    <output id="async-value">{{ future | async }}</output>
    <output id="async-progress">{{ future?.progress ?? never | async }}</output>
    <button id="rxResource" (click)="query.set((query() ?? 0) + 1)">rxResource</button>
    <output id="rxResource-value">{{ resource.hasValue() ? resource.value() : '' }}</output>
    <button id="taskResource" (click)="request.set((request() ?? 0) + 1)">taskResource</button>
    <output id="taskResource-value">{{ steps.value() }}</output>
    <output id="taskResource-progress">{{ steps.progress() }}</output>
  `,
})
export class Signals {
  readonly #executor = injectExecutor();
  readonly never = NEVER;
  readonly value = signal(0);
  readonly queries = new Subject<number>();
  queried = 0;
  readonly found = toSignal(this.queries.pipe(switchMap((n) => this.#executor.task(tasks.echo, n))));
  future: Future<number> | undefined;
  #submitted = 0;
  readonly query = signal<number | undefined>(undefined);
  readonly resource = rxResource({
    params: () => this.query(),
    stream: ({ params }) => this.#executor.task(tasks.echo, params),
  });

  readonly request = signal<number | undefined>(undefined);
  readonly steps: TaskResource<number | undefined, number> = taskResource(
    () => this.request(),
    this.#executor,
    tasks.steps,
  );

  setSignal(): void {
    const next = this.value() + 1;
    this.#executor.submit(tasks.echo, next).subscribe((value) => this.value.set(value));
  }

  submit(): void {
    this.#submitted += 1;
    this.future = this.#executor.submit(tasks.steps, this.#submitted);
  }
}
