import { DecimalPipe } from '@angular/common';
import { type AfterViewInit, Component, DestroyRef, type ElementRef, inject, signal, viewChild } from '@angular/core';

/** How many frames the page draws, and the longest time without one. */
@Component({
  selector: 'app-frame-meter',
  imports: [DecimalPipe],
  template: `
    <h2>Frames</h2>
    <div class="row">
      <span class="big" [class.bad]="rate() < 50">{{ rate() | number: '1.0-0' }}</span> a second
      <span class="spinner" aria-hidden="true"></span>
    </div>
    <canvas #canvas></canvas>
    <p class="note">
      longest pause of the last seconds <b id="longest" [class.bad]="longest() > 50">{{ longest() | number: '1.0-0' }} ms</b>
    </p>
  `,
})
export class FrameMeter implements AfterViewInit {
  readonly #destroyed = inject(DestroyRef);
  readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  readonly rate = signal(60);
  readonly longest = signal(0);
  readonly #gaps: number[] = [];

  ngAfterViewInit(): void {
    let last = performance.now();
    let shown = last;
    const measure = (): void => {
      const now = performance.now();
      this.#gaps.push(now - last);
      if (this.#gaps.length > 180) this.#gaps.shift();
      last = now;
      if (now - shown > 250) {
        shown = now;
        const recent = this.#gaps.slice(-60);
        this.rate.set(1000 / (recent.reduce((sum, gap) => sum + gap, 0) / recent.length));
        this.longest.set(Math.max(...this.#gaps));
      }
      this.#draw();
      frame = requestAnimationFrame(measure);
    };
    let frame = requestAnimationFrame(measure);
    this.#destroyed.onDestroy(() => cancelAnimationFrame(frame));
  }

  #draw(): void {
    const canvas = this.canvas().nativeElement;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.clearRect(0, 0, width, height);
    this.#gaps.forEach((gap, i) => {
      const bar = Math.min(height, (gap / 200) * height);
      context.fillStyle = gap > 50 ? '#e5484d' : gap > 20 ? '#f5a524' : '#3ecf8e';
      context.fillRect((i * width) / 180, height - bar, width / 180 - 0.5, bar);
    });
  }
}
