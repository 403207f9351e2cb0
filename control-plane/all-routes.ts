/** Every route of `/api/v1`. What is not in this list does not exist: not for the server, not in OpenAPI, not in tests. */
import type { Ai } from "#shared/ai/ai.ts";
import type { Config } from "#shared/config.ts";
import type { Coordination } from "#shared/coordination/coordination.ts";
import type { Orm } from "#shared/db/open.ts";
import type { FileStore } from "#shared/files/file-store.ts";
import type { Vault } from "#shared/secrets/vault.ts";
import { apiKeyRoutes } from "./api-keys/routes.ts";
import { botRoutes } from "./bots/routes.ts";
import type { ChannelClient } from "./channels/channel-client.ts";
import { clusterRoutes } from "./cluster/routes.ts";
import { commandRoutes } from "./commands/routes.ts";
import { connectCodeRoutes } from "./connect-codes/routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { deadLetterRoutes } from "./dead-letters/routes.ts";
import { fileRoutes } from "./files/routes.ts";
import { formRoutes } from "./forms/routes.ts";
import type { Route } from "./http/route.ts";
import { installationRoutes } from "./installation/routes.ts";
import { planRoutes } from "./plans/routes.ts";
import { previewRoutes } from "./preview/routes.ts";
import { sentenceRoutes } from "./sentences/routes.ts";
import { submissionRoutes } from "./submissions/routes.ts";
import { tenantRoutes } from "./tenant/routes.ts";
import { webhookRoutes } from "./webhooks/routes.ts";

interface Deps {
  config: Config;
  orm: Orm;
  files: FileStore;
  coordination: Coordination;
  vault: Vault;
  ai: Ai;
  clients: readonly ChannelClient[];
  /** Aborts when the server stops. */
  stopping: AbortSignal;
}

export const allRoutes = ({ config, orm, files, coordination, vault, ai, clients, stopping }: Deps): Route[] => [
  ...installationRoutes({ config, orm }),
  ...planRoutes(),
  ...tenantRoutes({ config, vault, coordination }),
  ...apiKeyRoutes(),
  ...botRoutes({ orm, clients, vault, coordination, ai, polls: coordination.polls, shards: config.SHARDS }),
  ...commandRoutes({ coordination }),
  ...formRoutes({ coordination }),
  ...submissionRoutes({ coordination }),
  ...sentenceRoutes({ coordination }),
  ...conversationRoutes(),
  ...deadLetterRoutes({ coordination }),
  ...previewRoutes({ coordination, stopping }),
  ...fileRoutes({ files }),
  ...webhookRoutes({ coordination, vault }),
  ...connectCodeRoutes(),
  ...clusterRoutes({ orm, coordination, polls: coordination.polls }),
];
