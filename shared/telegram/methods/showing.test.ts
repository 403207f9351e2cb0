import { describe, expect, test } from "vitest";
import { call, group, type Known, refusal } from "../testing/known-chat.ts";
import { showingMethods } from "./showing.ts";

describe("what shows for a moment", () => {
  test("are drafts, rich ones as their source, and actions", () => {
    const shown = (method: string, params: Record<string, unknown>) => call(showingMethods, method, params);
    expect(shown("sendMessageDraft", { draft_id: 5, text: "*Hel*", parse_mode: "MarkdownV2" })).toEqual({
      result: true,
      draft: { id: 5, text: "Hel", entities: [{ type: "bold", offset: 0, length: 3 }] },
    });
    expect(shown("sendMessageDraft", { draft_id: 5, text: "" }).draft).toEqual({ id: 5, text: "" });
    expect(shown("sendRichMessageDraft", { draft_id: 5, rich_message: { markdown: "# A" } }).draft?.text).toBe(
      '{"blocks":[{"type":"paragraph","text":"# A"}]}',
    );
    expect(shown("sendChatAction", { action: "typing" })).toEqual({ result: true, action: "typing" });
  });

  test.each<[string, Record<string, unknown>, Known, string]>([
    ["sendMessageDraft", { draft_id: 1, text: "x" }, { info: group }, "TEXTDRAFT_PEER_INVALID"],
    ["sendMessageDraft", { draft_id: 0, text: "x" }, {}, "draft_id must be non-zero"],
    ["sendMessageDraft", { draft_id: 1, text: "x", parse_mode: "RTF" }, {}, "unsupported parse_mode"],
    ["sendChatAction", { action: "yawning" }, {}, "wrong parameter action in request"],
  ])("is refused: %s %j %j", (method, params, known, expected) => {
    expect(refusal(showingMethods, method, params, known)).toBe(expected);
  });
});
