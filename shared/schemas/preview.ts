/**
 * The page's test chat: a conversation with a bot, as it now is, without Telegram. Nothing of it is counted or listed.
 * What the bot does comes as server-sent events; messages and keyboards in them are Telegram's own objects, as a client
 * would get them.
 */
import { z } from "zod";

export const StartPreview = z.strictObject({
  /** Who is pretended to write. */
  firstName: z.string().trim().min(1).max(64).default("Preview"),
  /** Without the @. */
  username: z
    .string()
    .regex(/^[a-z]\w{3,31}$/i)
    .optional(),
  /** An IETF tag, as Telegram tells it of its users. */
  languageCode: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i)
    .optional(),
});
export type StartPreview = z.infer<typeof StartPreview>;

export const PreviewSession = z.object({
  id: z.uuid(),
  botId: z.uuid(),
  firstName: z.string(),
  username: z.string().nullable(),
  languageCode: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** When it ends by itself, unless somebody writes. */
  endsAt: z.iso.datetime(),
});
export type PreviewSession = z.infer<typeof PreviewSession>;

export const SayInPreview = z.strictObject({ text: z.string().trim().min(1).max(4096) });

export const PressInPreview = z.strictObject({
  messageId: z.int(),
  /** The button's `callback_data`. */
  data: z.string().min(1).max(64),
});

export const SendContactInPreview = z.strictObject({
  phoneNumber: z.string().trim().min(1).max(32),
  firstName: z.string().trim().min(1).max(64).optional(),
  lastName: z.string().trim().max(64).optional(),
  /** Whether it is the pretended user's own, as from a key that asks for it; otherwise it is somebody else's. */
  own: z.boolean().default(true),
});

export const SendLocationInPreview = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** For an image that is sent as the body itself; as multipart, these are fields beside the file. */
export const SendPhotoQuery = z.object({
  caption: z.string().max(1024).optional(),
  /** `document`: as a file, uncompressed. */
  as: z.enum(["photo", "document"]).optional(),
  fileName: z.string().max(255).optional(),
});

/** What the pretended user has sent. */
export const SentInPreview = z.object({ messageId: z.int() });
export type SentInPreview = z.infer<typeof SentInPreview>;

/** The bot's answer to it is an event of type `answer`. */
export const PressedInPreview = z.object({ callbackQueryId: z.string() });
export type PressedInPreview = z.infer<typeof PressedInPreview>;

const Entity = z.looseObject({ type: z.string(), offset: z.int(), length: z.int() });
const File = z.looseObject({ file_id: z.string() });

export const InlineButton = z.looseObject({
  text: z.string(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
});

/** Telegram's Message. */
export const PreviewMessage = z.looseObject({
  message_id: z.int(),
  /** In seconds since the epoch. */
  date: z.int(),
  edit_date: z.int().optional(),
  text: z.string().optional(),
  entities: z.array(Entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(Entity).optional(),
  photo: z.array(File).optional(),
  document: File.optional(),
  reply_markup: z.looseObject({ inline_keyboard: z.array(z.array(InlineButton)) }).optional(),
});
export type PreviewMessage = z.infer<typeof PreviewMessage>;

/** Telegram's ReplyKeyboardMarkup, or its ForceReply. */
export const PreviewKeyboard = z.looseObject({
  keyboard: z
    .array(
      z.array(
        z.looseObject({
          text: z.string(),
          request_contact: z.boolean().optional(),
          request_location: z.boolean().optional(),
        }),
      ),
    )
    .optional(),
  force_reply: z.boolean().optional(),
  is_persistent: z.boolean().optional(),
  one_time_keyboard: z.boolean().optional(),
  resize_keyboard: z.boolean().optional(),
  input_field_placeholder: z.string().optional(),
});
export type PreviewKeyboard = z.infer<typeof PreviewKeyboard>;

/** The `data` of an event. Its `id` goes into `Last-Event-ID` when one connects again. */
export const PreviewEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), message: PreviewMessage }),
  z.object({ type: z.literal("edit"), message: PreviewMessage }),
  z.object({ type: z.literal("delete"), messageId: z.int() }),
  /** What stands under the text field from now on; `null`: nothing. */
  z.object({ type: z.literal("keyboard"), keyboard: PreviewKeyboard.nullable() }),
  /** A message that is being written; what comes with the same id takes its place, and the message itself all of it. */
  z.object({ type: z.literal("draft"), draftId: z.int(), text: z.string(), entities: z.array(Entity).optional() }),
  /** Shows for 5 seconds, or until a message comes. */
  z.object({ type: z.literal("typing"), action: z.string() }),
  z.object({
    type: z.literal("answer"),
    callbackQueryId: z.string(),
    text: z.string().nullable(),
    showAlert: z.boolean(),
    url: z.string().nullable(),
  }),
  /** Why the bot could not do something, as its page would tell for a real chat. */
  z.object({ type: z.literal("trouble"), code: z.string(), message: z.string() }),
  /** The session is over; it has no id, and nothing comes after it. */
  z.object({ type: z.literal("end") }),
]);
export type PreviewEvent = z.infer<typeof PreviewEvent>;

/** Where to begin, for a first connection that cannot send `Last-Event-ID`. */
export const PreviewEventsQuery = z.object({ after: z.coerce.number().int().min(0).optional() });
