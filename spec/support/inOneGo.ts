import type { Subscription } from 'rxjs';

/** Schedules work with delays that differ by ten milliseconds or more: anew when this machine took that long over it. */
export function inOneGo(schedule: () => readonly Subscription[]): void {
  for (;;) {
    const start = performance.now();
    const scheduled = schedule();
    if (performance.now() - start < 5) return;
    for (const each of scheduled) each.unsubscribe();
  }
}
