/** The editor of what a bot says by itself. */
export const sentences = {
  sentences: {
    title: "Built-in sentences",
    text: "What the bot says by itself, by the language of whom it talks to. Write what it shall say instead; left empty, the built-in sentence in grey is said.",
    about: "What the bot says by itself: greetings, hints in forms, buttons. In English and Russian.",
    syntax: "What stands in braces is filled in. Every sentence knows {{names}}.",
    open: "Change the sentences",
    language: "Language of the sentences",
    search: "Search",
    ownOnly: "Only my own",
    noneFound: "Nothing found. Try another word.",
    places: "Filled in: {{names}}",
    reset: "Built-in",
    resetNamed: "Bring the built-in sentence {{name}} back",
    groups: { general: "General", forms: "Forms", notifications: "Answers sent to a chat" },
    kinds: { messages: "messages", buttons: "buttons", notices: "notices over the chat" },
  },
};
