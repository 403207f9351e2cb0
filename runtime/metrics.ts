/** What a runtime counts, for Prometheus. Nothing here is labelled by bot: there may be thousands. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export function createRuntimeMetrics(registry: Registry) {
  const registers = [registry];
  const seconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 90];
  return {
    polls: new Counter({
      name: "botfactory_polls_total",
      help: "Completed getUpdates calls",
      labelNames: ["outcome"],
      registers,
    }),
    updates: new Counter({ name: "botfactory_updates_total", help: "Updates stored in the inbox", registers }),
    handled: new Histogram({
      name: "botfactory_handler_seconds",
      help: "Time to handle an update",
      labelNames: ["outcome"],
      buckets: seconds,
      registers,
    }),
    lag: new Histogram({
      name: "botfactory_lag_seconds",
      help: "Time from storing an update to handling it",
      buckets: seconds,
      registers,
    }),
    sends: new Counter({
      name: "botfactory_sends_total",
      help: "Journalled sends",
      labelNames: ["outcome"],
      registers,
    }),
    probes: new Counter({
      name: "botfactory_probes_total",
      help: "Questions whether a message arrived whose send was cut off",
      labelNames: ["outcome"],
      registers,
    }),
    commits: new Histogram({
      name: "botfactory_commit_seconds",
      help: "Time of a commit",
      buckets: seconds,
      registers,
    }),
    aiAnswers: new Histogram({
      name: "botfactory_ai_seconds",
      help: "Time the model took to answer",
      buckets: seconds,
      registers,
    }),
    aiTokens: new Counter({ name: "botfactory_ai_tokens_total", help: "Tokens used", registers }),
    webhooks: new Histogram({
      name: "botfactory_webhook_seconds",
      help: "Time of an attempt to deliver a webhook",
      labelNames: ["outcome"],
      buckets: seconds,
      registers,
    }),
    errors: new Counter({
      name: "botfactory_errors_total",
      help: "Troubles of bots, by kind",
      labelNames: ["kind"],
      registers,
    }),
    bots: (count: () => number) =>
      new Gauge({
        name: "botfactory_bots",
        help: "Bots served",
        registers,
        collect() {
          this.set(count());
        },
      }),
    pending: (count: () => number) =>
      new Gauge({
        name: "botfactory_jobs_held",
        help: "Stored updates in memory, waiting to be handled",
        registers,
        collect() {
          this.set(count());
        },
      }),
  };
}

export type RuntimeMetrics = ReturnType<typeof createRuntimeMetrics>;
