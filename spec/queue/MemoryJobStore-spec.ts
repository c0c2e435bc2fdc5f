import { MemoryJobStore } from '../../src/queue/memory/MemoryJobStore.js';
import { describeStore } from './storeContract.js';

describeStore('MemoryJobStore', () => new MemoryJobStore());
