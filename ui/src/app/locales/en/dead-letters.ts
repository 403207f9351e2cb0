/** What a bot could not handle. */
export const deadLetters = {
  deadLetters: {
    title: "Unhandled messages",
    text: "The bot could not handle these, also after several tries. Once what was wrong is mended, try them again: what was answered already is not said twice. They are kept for {{count}} days at most.",
    notice_one: "{{count}} message could not be handled",
    notice_other: "{{count}} messages could not be handled",
    noticeMany: "More than 100 messages could not be handled",
    look: "Look at them",
    attempts_one: "Tried {{count}} time:",
    attempts_other: "Tried {{count}} times:",
    kinds: {
      message: "A message without text",
      callback_query: "A button was pressed",
      botfactory: "Something that the bot does by itself",
      other: "An update of another kind: {{kind}}",
    },
    tryAgain: "Try again",
    tryAll: "Try all again",
    tried: "It is being tried again",
    triedAll_one: "{{count}} message is being tried again",
    triedAll_other: "{{count}} messages are being tried again",
    delete: "Delete this message",
    deleteQuestion: "Delete this unhandled message?",
    deleteText: "Whoever wrote it gets no answer. It cannot be tried again.",
    empty: {
      title: "Nothing is left unhandled",
      text: "A message that cannot be handled, also after several tries, is put aside and shows here.",
    },
  },
};
