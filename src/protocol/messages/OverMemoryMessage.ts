/** The worker uses more memory than allowed and will be replaced. Sent once. */
export interface OverMemoryMessage {
  readonly kind: 'overMemory';
}
