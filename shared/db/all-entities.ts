/** Every entity MikroORM knows. The inbox and what else only the runtime's own SQL touches are tables of the migrations alone. */
import { ApiKey } from "./entities/api-key.ts";
import { Account, Invitation, Jwks, Member, Session, Verification } from "./entities/auth-tables.ts";
import { Bot } from "./entities/bot.ts";
import { BotError } from "./entities/bot-error.ts";
import { Command } from "./entities/command.ts";
import { ConnectCode } from "./entities/connect-code.ts";
import { Conversation } from "./entities/conversation.ts";
import { DeadLetter } from "./entities/dead-letter.ts";
import { Form } from "./entities/form.ts";
import { FormSubmission } from "./entities/form-submission.ts";
import { Message } from "./entities/message.ts";
import { Shard } from "./entities/shard.ts";
import { StoredFile } from "./entities/stored-file.ts";
import { Tenant } from "./entities/tenant.ts";
import { User } from "./entities/user.ts";
import { WebhookDelivery } from "./entities/webhook-delivery.ts";
import { WebhookSecret } from "./entities/webhook-secret.ts";

export const allEntities = [
  Account,
  ApiKey,
  Bot,
  BotError,
  Command,
  ConnectCode,
  Conversation,
  DeadLetter,
  Form,
  FormSubmission,
  Invitation,
  Jwks,
  Member,
  Message,
  Session,
  Shard,
  StoredFile,
  Tenant,
  User,
  Verification,
  WebhookDelivery,
  WebhookSecret,
];
