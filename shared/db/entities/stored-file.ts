/** A file that a bot was sent and that was kept. Its bytes lie in the `FileStore`, and go when this row goes. */
import { defineEntity, p } from "@mikro-orm/core";
import { Bot } from "./bot.ts";
import { createdAt, id } from "./ids.ts";
import { tenantOwned } from "./tenancy.ts";
import { Tenant } from "./tenant.ts";

const StoredFileSchema = defineEntity({
  name: "StoredFile",
  tableName: "files",
  ...tenantOwned,
  indexes: [{ properties: ["tenant"] }, { properties: ["bot"] }],
  properties: {
    id: id(),
    tenant: () => p.manyToOne(Tenant).ref().createForeignKeyConstraint(false),
    bot: () => p.manyToOne(Bot).ref().createForeignKeyConstraint(false),
    /** Whose answer it is: set by the database when the submission is stored. Nobody's files are deleted after a day. */
    submissionId: p.uuid().nullable(),
    /** Of the message that it came with, as in its `message_files`; `null` for an answer. */
    inboxSeq: p.bigint("number").nullable().unique(),
    storageKey: p.text().unique(),
    /** As found in the content. */
    contentType: p.text(),
    /** In bytes. */
    size: p.bigint("number"),
    /** As its sender called it, if it had a name: not to be trusted. */
    name: p.text().nullable(),
    createdAt: createdAt(),
  },
});

export class StoredFile extends StoredFileSchema.class {}
StoredFileSchema.setClass(StoredFile);
