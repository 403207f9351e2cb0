import { coordinationContract } from "./coordination.contract.ts";
import { memoryCoordination } from "./memory.ts";

coordinationContract("memory", async () => {
  const coordination = memoryCoordination();
  return { here: coordination, there: coordination, [Symbol.asyncDispose]: () => coordination[Symbol.asyncDispose]() };
});
