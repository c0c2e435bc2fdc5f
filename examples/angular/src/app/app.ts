import { Component, inject } from '@angular/core';
import { Engine } from './engine';
import { FrameMeter } from './frame-meter';
import { OrdersPanel } from './orders-panel';
import { SearchPanel } from './search-panel';
import { WorkerChart } from './worker-chart';

@Component({
  selector: 'app-root',
  imports: [FrameMeter, OrdersPanel, SearchPanel, WorkerChart],
  template: `
    <header>
      <h1>rx-futures <span>in Angular</span></h1>
      <label class="switch">
        <input type="checkbox" [checked]="engine.where() === 'main thread'" (change)="engine.toggle()" />
        on the <b>{{ engine.where() }}</b>
      </label>
    </header>
    <main>
      <section class="wide"><app-search-panel /></section>
      <section><app-frame-meter /></section>
      <section class="wide"><app-worker-chart /></section>
      <section><app-orders-panel /></section>
    </main>
  `,
})
export class App {
  readonly engine = inject(Engine);
}
