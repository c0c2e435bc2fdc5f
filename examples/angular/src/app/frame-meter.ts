import { DecimalPipe } from '@angular/common';
import {
  type AfterViewInit,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { Engine } from './engine';

/** The frames whose pauses are shown, about three seconds. */
const shownFrames = 180;

/**
 * How many frames the page draws, and the longest time without one; judged by what the page reaches on this machine while no
 * task runs, so that a busy machine is not blamed on the tasks.
 */
@Component({
  selector: 'app-frame-meter',
  imports: [DecimalPipe],
  template: `
    <h2>Frames</h2>
    <div class="row">
      <span class="big" [class.bad]="rate() < idleRate() * 0.75">{{ rate() | number: '1.0-0' }}</span> a second
      <span class="spinner" aria-hidden="true"></span>
    </div>
    <canvas #canvas></canvas>
    <p class="note">
      longest pause of the last seconds
      <b id="longest" [class.bad]="longest() > longestAllowed()">{{ longest() | number: '1.0-0' }} ms</b><br />
      when idle, the page reaches <b>{{ idleRate() | number: '1.0-0' }}</b> a second
    </p>
  `,
})
export class FrameMeter implements AfterViewInit {
  readonly #engine = inject(Engine);
  readonly #destroyed = inject(DestroyRef);
  readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  readonly rate = signal(60);
  readonly idleRate = signal(60);
  readonly longest = signal(0);
  readonly #idleLongest = signal(0);
  readonly longestAllowed = computed(() => Math.max(50, this.#idleLongest() * 2));
  readonly #gaps: number[] = [];
  readonly #idleGaps: number[] = [];

  ngAfterViewInit(): void {
    let last = performance.now();
    let shown = last;
    const measure = (): void => {
      const now = performance.now();
      this.#take(now - last);
      last = now;
      if (now - shown > 250) {
        shown = now;
        this.#show();
      }
      this.#draw();
      frame = requestAnimationFrame(measure);
    };
    let frame = requestAnimationFrame(measure);
    this.#destroyed.onDestroy(() => cancelAnimationFrame(frame));
  }

  #take(gap: number): void {
    this.#gaps.push(gap);
    if (this.#gaps.length > shownFrames) this.#gaps.shift();
    if (this.#engine.idle) this.#idleGaps.push(gap);
    if (this.#idleGaps.length > shownFrames) this.#idleGaps.shift();
  }

  #show(): void {
    this.rate.set(rateOf(this.#gaps.slice(-60)));
    this.longest.set(Math.max(...this.#gaps));
    if (this.#idleGaps.length < 30) return;
    this.idleRate.set(rateOf(this.#idleGaps));
    this.#idleLongest.set(Math.max(...this.#idleGaps));
  }

  #draw(): void {
    const canvas = this.canvas().nativeElement;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const usual = 1000 / this.idleRate();
    context.clearRect(0, 0, width, height);
    this.#gaps.forEach((gap, i) => {
      const bar = Math.min(height, (gap / 200) * height);
      context.fillStyle = gap > this.longestAllowed() ? '#e5484d' : gap > usual * 1.5 ? '#f5a524' : '#3ecf8e';
      context.fillRect((i * width) / shownFrames, height - bar, width / shownFrames - 0.5, bar);
    });
  }
}

function rateOf(gaps: readonly number[]): number {
  return 1000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length);
}
