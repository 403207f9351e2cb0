/** The names under which Prometheus finds what the processes of a cluster count. */
import { collectDefaultMetrics, Registry } from "prom-client";
import { logRequests } from "#control-plane/http/request-log.ts";
import { createRuntimeMetrics } from "#runtime/metrics.ts";
import { createLog } from "#shared/log.ts";

export function metricNames(): string[] {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const metric of Object.values(createRuntimeMetrics(registry))) {
    if (typeof metric === "function") metric(() => 0);
  }
  logRequests({ log: createLog({ level: "silent" }), metrics: registry });
  return registry
    .getMetricsAsArray()
    .flatMap(({ name, type }) =>
      String(type) === "histogram" ? ["bucket", "sum", "count"].map((part) => `${name}_${part}`) : [name],
    );
}
