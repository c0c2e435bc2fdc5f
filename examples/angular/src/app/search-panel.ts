import { AsyncPipe, DecimalPipe } from '@angular/common';
import { Component, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { of, switchMap } from 'rxjs';
import { Engine } from './engine';
import type { Found } from './search';

/** Ranks a whole dictionary at every key; `switchMap` stops the search that is stale. */
@Component({
  selector: 'app-search-panel',
  imports: [AsyncPipe, DecimalPipe],
  template: `
    <h2>Search as you type</h2>
    <input
      type="search"
      placeholder="misspell something …"
      [value]="query()"
      (input)="query.set($any($event.target).value)"
    />
    @if (found(); as found) {
      <p class="note">
        {{ found.compared | number }} words compared in {{ found.milliseconds | number: '1.0-0' }} ms ·
        {{ asked() }} asked, {{ answered() }} answered, the rest was stale and stopped
      </p>
      <ol class="matches">
        @for (match of found.matches; track match.word) {
          <li [style.--near]="1 / (1 + match.distance)">{{ match.word }}</li>
        }
      </ol>
    } @else {
      <p class="note">Every key starts a search of {{ words | async | number }} words in the pool.</p>
    }
  `,
})
export class SearchPanel {
  readonly #engine = inject(Engine);
  readonly query = signal('');
  readonly asked = signal(0);
  readonly answered = signal(0);
  /** A Future in a template: the async pipe shows its value when it is there. */
  readonly words = this.#engine.workers.submit(this.#engine.tasks.countWords);
  readonly found = toSignal(toObservable(this.query).pipe(switchMap((query) => this.#search(query))));

  #search(query: string) {
    if (query === '') return of(undefined);
    this.asked.update((count) => count + 1);
    const { tasks, executor } = this.#engine;
    return executor()
      .with({ label: query })
      .task(tasks.search, query, 12)
      .pipe(switchMap((found) => this.#count(found)));
  }

  #count(found: Found) {
    this.answered.update((count) => count + 1);
    return of(found);
  }
}
