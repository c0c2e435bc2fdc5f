/** The id and name of a worker, unique in its executor. */
export interface WorkerIdentity {
  readonly id: number;
  readonly name: string;
}
