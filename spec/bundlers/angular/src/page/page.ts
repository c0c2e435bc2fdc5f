import { AsyncPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { taskModule } from 'rx-futures';
import { injectExecutor, transferResult } from 'rx-futures/angular';

const tasks = taskModule<typeof import('../app/app.worker').tasks>();

/** Rendered on a server: one result is sent with the page, one is computed again in the browser. */
@Component({
  selector: 'app-root',
  imports: [AsyncPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <output id="sent">{{ sent() }}</output>
    <output id="again">{{ again | async }}</output>
    <button id="count" (click)="submitted.set(executor.stats().submitted)">count</button>
    <output id="submitted">{{ submitted() }}</output>
  `,
})
export class Page {
  readonly executor = injectExecutor();
  readonly sent = toSignal(transferResult('steps', () => this.executor.task(tasks.steps, 7)));
  readonly again = this.executor.submit(tasks.steps, 8);
  readonly submitted = signal(-1);
}
