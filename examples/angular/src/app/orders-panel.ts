import { DecimalPipe, PercentPipe } from '@angular/common';
import { Component, inject, signal } from '@angular/core';
import { type Future, transfer } from 'rx-futures';
import { concatMap, finalize, type Observable, Subject, takeUntil, tap } from 'rxjs';
import { Engine } from './engine';
import type { Sum } from './orders';

/** A job in two steps with progress and a way out: a file of 400,000 orders is made and added up. */
@Component({
  selector: 'app-orders-panel',
  imports: [DecimalPipe, PercentPipe],
  template: `
    <h2>A CSV of orders</h2>
    <div class="row">
      @if (step(); as step) {
        <button type="button" class="quiet" (click)="cancel.next()">Cancel</button>
        <progress [value]="done()"></progress>
        <span class="note">{{ step }} {{ done() | percent }}</span>
      } @else {
        <button type="button" (click)="run()">Add up 400,000</button>
        <span class="note">{{ outcome() }}</span>
      }
    </div>
    <table>
      @for (sum of sums(); track sum.country) {
        <tr>
          <td>{{ sum.country }}</td>
          <td>{{ sum.orders | number }}</td>
          <td class="bar" [style.--share]="sum.revenue / most()">{{ sum.revenue | number: '1.0-0' }}</td>
        </tr>
      }
    </table>
  `,
})
export class OrdersPanel {
  readonly #engine = inject(Engine);
  readonly cancel = new Subject<void>();
  readonly step = signal('');
  readonly done = signal(0);
  readonly outcome = signal('');
  readonly sums = signal<readonly Sum[]>([]);
  readonly most = signal(1);

  run(): void {
    const { tasks, executor } = this.#engine;
    const pool = executor();
    this.outcome.set('cancelled');
    this.#follow('making', () => pool.with({ label: 'make CSV' }).submit(tasks.makeOrders, 400_000))
      .pipe(
        concatMap((csv) =>
          this.#follow('adding up', () =>
            pool.with({ label: 'add up' }).submit(tasks.summarize, transfer(csv, [csv.buffer as ArrayBuffer])),
          ),
        ),
        takeUntil(this.cancel),
        finalize(() => this.step.set('')),
      )
      .subscribe((sums) => {
        this.outcome.set('done');
        this.most.set(sums[0]?.revenue ?? 1);
        this.sums.set(sums);
      });
  }

  /** Emits the outcome of a Future and shows its progress; aborts it when unsubscribed. */
  #follow<T>(step: string, submit: () => Future<T>): Observable<T> {
    const future = submit();
    this.step.set(step);
    this.done.set(0);
    const progress = future.progress.subscribe((value) => this.done.set(value as number));
    return future.pipe(
      tap(() => this.done.set(1)),
      finalize(() => {
        progress.unsubscribe();
        future.abort();
      }),
    );
  }
}
