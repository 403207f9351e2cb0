# What a bot says by itself. Every sentence may use { $first_name }, { $username } and { $bot_name } besides its own
# arguments. Ids that begin with `button-` stand on buttons, those with `notice-` appear over the chat at a press:
# keep the former below 64 characters and the latter below 200. An override is written in the same syntax.

welcome = Hello, { $first_name }! I am { $bot_name }. Write me a message, or send /help to see what I can do.
fallback = Sorry, I can't answer that right now. Please try again a little later, or send /help.
monthly-limit = This bot has used up its messages for this month and can't answer until the next one begins.
help-title = What I can do:
help-empty = Just write to me. I have no commands yet.
button-back = ← Back
keyboard-changed = This menu has changed. Here it is as it is now.
notice-not-for-sale = This is not for sale any more.
notice-menu-changed = This menu has changed. Please open it again.
