/**
 * Bots as far as their tenants' plans go: commands and forms that a plan which has ended had, and the one in force has
 * not, are as if they were not there. They are kept, and come back whole with a plan that has them.
 */
import type { Feature } from "#shared/schemas/plan.ts";
import type { BotConfig, BotConfigs, CommandConfig } from "./bot-config.ts";
import type { UsageMeter } from "./usage-meter.ts";

interface Deps {
  configs: BotConfigs;
  usage: Pick<UsageMeter, "of">;
}

export function planConfigs({ configs, usage }: Deps): BotConfigs {
  /** Made once for a configuration and what it lacks. */
  const narrowed = new WeakMap<BotConfig, Map<string, BotConfig>>();
  return {
    async of(bot) {
      const { features } = await usage.of(bot.tenantId);
      const config = await configs.of(bot);
      const lacks = (["forms", "webhooks"] as const).filter((feature) => !features.includes(feature));
      if (lacks.length === 0) return config;
      const all = narrowed.get(config) ?? new Map<string, BotConfig>();
      narrowed.set(config, all);
      const known = all.get(lacks.join()) ?? without(config, lacks);
      all.set(lacks.join(), known);
      return known;
    },
  };
}

const neededBy = { form: "forms", webhook: "webhooks", text: null, menu: null, ai: null } as const;

function without(config: BotConfig, lacks: readonly Feature[]): BotConfig {
  const isThere = ({ responseType }: CommandConfig) => {
    const needed = neededBy[responseType];
    return needed === null || !lacks.includes(needed);
  };
  return {
    ...config,
    commands: new Map([...config.commands].filter(([, command]) => isThere(command))),
    forms: lacks.includes("forms") ? new Map() : config.forms,
  };
}
