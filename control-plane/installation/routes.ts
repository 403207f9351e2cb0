/** /installation: what a page needs to know before anybody has signed in. */
import type { Config } from "#shared/config.ts";
import { User } from "#shared/db/entities/user.ts";
import type { Orm } from "#shared/db/open.ts";
import { Installation } from "#shared/schemas/installation.ts";
import { publicRoute, type Route } from "../http/route.ts";

interface Deps {
  config: Pick<Config, "REGISTRATION">;
  orm: Orm;
}

export const installationRoutes = ({ config, orm }: Deps): Route[] => [
  publicRoute({
    method: "get",
    path: "/installation",
    summary: "Tell whether people may register",
    answer: Installation,
    async handle() {
      const hasUsers = (await orm.em.fork().find(User, {}, { fields: ["id"], limit: 1 })).length > 0;
      return { hasUsers, registrationOpen: !hasUsers || config.REGISTRATION === "open" };
    },
  }),
];
