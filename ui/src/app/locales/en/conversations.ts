/** Conversations and their messages. */
export const conversations = {
  conversations: {
    search: "Search",
    empty: "Nobody has written yet. As soon as somebody does, it shows here by itself.",
    noneFound: "Nothing found. Try another name.",
    choose: "Choose a conversation",
    chooseText: "Its messages appear here, live as they come.",
    back: "Back to the list",
    messages: "Messages",
    noMessages: "No messages here yet.",
    older: "Load older messages",
    noText: "No text",
    blocked: "Has blocked the bot",
    kind: "[{{kind}}]",
    ai: "Written by the AI",
    types: { private: "Private chat", group: "Group", supergroup: "Group", channel: "Channel" },
    statuses: { sending: "sending", sent: "sent", failed: "failed", unknown: "unknown" },
    statusTexts: {
      sending: "On its way to Telegram",
      sent: "Telegram has it",
      failed: "Telegram did not take it",
      unknown: "Telegram’s answer was lost. The message probably arrived; it is not sent twice.",
    },
  },
};
