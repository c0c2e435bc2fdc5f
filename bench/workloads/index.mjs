import { copied, transferred } from './buffers.mjs';
import { asCompletedFutures, waitFutures } from './collecting.mjs';
import { cpu } from './cpu.mjs';
import { fanOut, fanOutObjects, fanOutProcesses, inline } from './fanOut.mjs';
import { flowMemory, flowWaiting, mapSettledMany } from './flow.mjs';
import { mapOnMany, mapOnMemory } from './mapOn.mjs';
import { pendingMemory, submittedMemory } from './memory.mjs';
import { mixed, overtaken, slowInStream } from './mixed.mjs';
import { jsonLines, largeObject, largeString, numbers, smallObject } from './payloads.mjs';
import {
  burst,
  callEvery5,
  callEvery50,
  callEveryMillisecond,
  callEveryMillisecondCpu,
  first10,
  first100,
  first1000,
} from './rest.mjs';
import { roundTrip, roundTripTail } from './roundTrip.mjs';
import { bundleSize } from './size.mjs';
import { firstResult, poolStart } from './startUp.mjs';
import { whereTimeGoes } from './steps.mjs';
import { abort, stream, streamMemory, throughOperator } from './streams.mjs';

/** Every workload: its name, measurement, goals and contenders. */
export const workloads = [
  callEveryMillisecond,
  callEveryMillisecondCpu,
  callEvery5,
  callEvery50,
  first10,
  first100,
  first1000,
  smallObject,
  jsonLines,
  largeObject,
  largeString,
  numbers,
  burst,
  fanOut,
  fanOutProcesses,
  fanOutObjects,
  inline,
  roundTrip,
  roundTripTail,
  cpu,
  mixed,
  slowInStream,
  overtaken,
  copied,
  transferred,
  asCompletedFutures,
  waitFutures,
  mapOnMany,
  mapSettledMany,
  mapOnMemory,
  flowMemory,
  flowWaiting,
  stream,
  throughOperator,
  streamMemory,
  abort,
  pendingMemory,
  submittedMemory,
  firstResult,
  poolStart,
  bundleSize,
  whereTimeGoes,
];
