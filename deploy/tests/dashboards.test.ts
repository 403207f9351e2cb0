import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readCompose } from "./testing/compose.ts";
import { metricNames } from "./testing/metric-names.ts";

const folder = fileURLToPath(new URL("../dashboards", import.meta.url));
const read = (name: string) => readFile(join(folder, name), "utf8");
const asked = (expressions: string[]) =>
  expressions.flatMap((expression) => expression.match(/\b(botfactory|process|nodejs)_\w+/g) ?? ["no metric at all"]);

describe("the dashboard and the alerts", () => {
  test("ask for what is counted", async () => {
    const { panels } = JSON.parse(await read("botfactory.json"));
    const { groups } = parse(await read("alerts.yml"));
    const shown = panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr));
    const watched = groups.flatMap(({ rules }: { rules: { expr: string }[] }) => rules.map(({ expr }) => expr));
    expect(shown.length * watched.length).toBeGreaterThan(0);
    expect(metricNames()).toEqual(expect.arrayContaining(asked([...shown, ...watched])));
  });

  test("leave nothing out that is counted of bots", async () => {
    const { panels } = JSON.parse(await read("botfactory.json"));
    const shown = JSON.stringify(panels) + (await read("alerts.yml"));
    const counted = metricNames().filter((name) => name.startsWith("botfactory_"));
    const bases = new Set(counted.map((name) => name.replace(/_(bucket|sum|count)$/, "")));
    expect([...bases].filter((name) => !shown.includes(name))).toEqual([]);
  });

  test("show how webhooks fare, by outcome, with every panel in a place of its own", async () => {
    const { panels } = JSON.parse(await read("botfactory.json"));
    const shown = asked(
      panels.flatMap(({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr)),
    );
    expect(shown).toEqual(
      expect.arrayContaining(["botfactory_webhook_seconds_bucket", "botfactory_webhook_seconds_count"]),
    );
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Record<"x" | "y" | "w" | "h", number> }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
  });

  test("find the services of the compose file, on the ports on which they tell", async () => {
    const variables = { SECRET_KEY: "x", POSTGRES_PASSWORD: "x" };
    const { services } = await readCompose(join(folder, "../../docker-compose.yml"), variables);
    const { scrape_configs } = parse(await read("prometheus.yml"));
    for (const { dns_sd_configs } of scrape_configs) {
      const [{ names, port }] = dns_sd_configs;
      const { METRICS_PORT, PORT } = services[names[0]]!.environment;
      expect(String(port)).toBe(METRICS_PORT || PORT);
    }
  });
});
