/** The editor of what a bot says by itself. */
export const sentences = {
  sentences: {
    title: "Built-in sentences",
    text: "What the bot says by itself, in the language of the person it talks to. Write what it should say instead; left empty, it says the built-in sentence shown in grey.",
    about: "What the bot says by itself: greetings, hints in forms, buttons. In English and Russian.",
    syntax: "Whatever is in braces is filled in. {{names}} work in every sentence.",
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
