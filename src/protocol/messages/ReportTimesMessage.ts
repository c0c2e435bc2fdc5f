/** Enables or disables reports of start and end times, where no shared memory shows them. */
export interface ReportTimesMessage {
  readonly kind: 'reportTimes';
  readonly enabled: boolean;
}
