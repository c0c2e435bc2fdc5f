import { type AfterViewInit, Component, DestroyRef, type ElementRef, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { ExecutorEvent } from 'rx-futures';
import { Engine } from './engine';

interface Bar {
  readonly lane: string;
  readonly name: string;
  readonly from: number;
  to?: number;
  end?: 'finished' | 'failed' | 'stopped';
}

/** Milliseconds that the chart shows. */
const span = 8000;
const colours: Record<string, string> = { search: '#5b8cff', makeOrders: '#f5a524', summarize: '#3ecf8e' };

/** The activity of each worker, from the executor's events, which cost nothing without a subscriber. */
@Component({
  selector: 'app-worker-chart',
  template: `
    <h2>What the workers do</h2>
    <canvas #canvas></canvas>
    <p class="note legend">
      <i style="--c: #5b8cff"></i> search <i style="--c: #f5a524"></i> make CSV <i style="--c: #3ecf8e"></i> add up
      <i style="--c: #e5484d"></i> stopped
    </p>
  `,
})
export class WorkerChart implements AfterViewInit {
  readonly #engine = inject(Engine);
  readonly #destroyed = inject(DestroyRef);
  readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  readonly #lanes: string[] = [];
  readonly #running = new Map<string, Bar>();
  #bars: Bar[] = [];

  ngAfterViewInit(): void {
    const { workers, mainThread } = this.#engine;
    for (const [place, { events }] of Object.entries({ worker: workers, 'main thread': mainThread }))
      events.pipe(takeUntilDestroyed(this.#destroyed)).subscribe((event) => this.#take(place, event));
    const draw = (): void => {
      this.#draw();
      frame = requestAnimationFrame(draw);
    };
    let frame = requestAnimationFrame(draw);
    this.#destroyed.onDestroy(() => cancelAnimationFrame(frame));
  }

  /** Both executors count their tasks from 1. */
  #take(place: string, event: ExecutorEvent): void {
    if (!('task' in event)) return;
    const key = `${place} ${event.id}`;
    if (event.type === 'started') {
      this.#start(key, event.worker === undefined ? place : `${place} ${event.worker}`, event.task);
    } else if (event.type === 'cancelled') {
      this.#stopping(key);
    } else if (event.type === 'finished' || event.type === 'failed' || event.type === 'stopped') {
      this.#end(key, event.type);
    }
  }

  #start(key: string, lane: string, name: string): void {
    const bar = { lane, name, from: performance.now() };
    if (!this.#lanes.includes(lane)) this.#lanes.push(lane);
    this.#running.set(key, bar);
    this.#bars.push(bar);
  }

  /** Its Future has settled; its worker is busy until it has actually stopped. */
  #stopping(key: string): void {
    const bar = this.#running.get(key);
    if (bar !== undefined) bar.end = 'stopped';
  }

  #end(key: string, how: NonNullable<Bar['end']>): void {
    const bar = this.#running.get(key);
    if (bar === undefined) return;
    bar.to = performance.now();
    bar.end = how;
    this.#running.delete(key);
  }

  #draw(): void {
    const canvas = this.canvas().nativeElement;
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = devicePixelRatio;
    if (canvas.width !== width * scale) [canvas.width, canvas.height] = [width * scale, height * scale];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = '12px system-ui';
    const now = performance.now();
    this.#bars = this.#bars.filter(({ to }) => to === undefined || to > now - span);
    this.#lanes.forEach((lane, i) => {
      const top = 8 + i * 30;
      context.fillStyle = '#8b93a7';
      context.fillText(lane, 4, top + 15);
      context.fillStyle = '#1c2333';
      context.fillRect(84, top, width - 84, 22);
      for (const bar of this.#bars) if (bar.lane === lane) this.#drawBar(context, bar, now, top, width);
    });
    if (this.#lanes.length === 0) {
      context.fillStyle = '#8b93a7';
      context.fillText('nothing yet: type, or add up', 4, 24);
    }
  }

  #drawBar(context: CanvasRenderingContext2D, bar: Bar, now: number, top: number, width: number): void {
    const x = (time: number): number => 84 + (width - 84) * Math.max(0, 1 - (now - time) / span);
    const [from, to] = [x(bar.from), x(bar.to ?? now)];
    context.fillStyle = bar.end === 'stopped' || bar.end === 'failed' ? '#e5484d' : (colours[bar.name] ?? '#999');
    context.globalAlpha = bar.to === undefined ? 1 : 0.8;
    context.fillRect(from, top + 2, Math.max(2, to - from), 18);
    context.globalAlpha = 1;
  }
}
