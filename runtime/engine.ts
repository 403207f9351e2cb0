/**
 * How V8 is to run a runtime. What is written for an update lives for some ten milliseconds, often through a collection
 * of the young; from that V8 learns to allocate it among the old. There it lies dead until a full collection, and all
 * that it refers to with it: three times as much was copied and kept, and collecting took twice the time.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--no-allocation-site-pretenuring");
