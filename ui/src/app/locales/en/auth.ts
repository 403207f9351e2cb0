/** Registering and signing in. */
export const auth = {
  auth: {
    name: "Your name",
    email: "E-mail",
    password: "Password",
    showPassword: "Show or hide the password",
    rules: {
      text: "At least 10 characters. A phrase you can remember beats a short, complicated one.",
      short: "Use at least 10 characters",
      long: "Use at most 128 characters",
    },
    errors: {
      name: "Enter your name",
      email: "Enter an e-mail address, like ann@example.com",
      noPassword: "Enter your password",
      wrong: "E-mail and password do not match. Check both and try again.",
      taken: "An account with this e-mail already exists. Sign in instead.",
      closed: "Registration is closed on this installation. Ask its operator for an account.",
    },
    signIn: {
      title: "Sign in",
      text: "Welcome back.",
      submit: "Sign in",
      noAccount: "No account yet?",
      back: "Sign in to continue where you left off.",
    },
    register: {
      title: "Create an account",
      text: "Connect a Telegram bot and have it answer in a few minutes.",
      submit: "Create account",
      haveAccount: "Already have an account?",
      firstTitle: "Set up BotFactory",
      firstText: "This is a new installation. Create its first account.",
      operator: "You are the first one here, so you become the operator of this installation, with no limits.",
    },
    closed: {
      title: "Registration is closed",
      text: "New accounts cannot be created on this installation. Ask its operator.",
    },
  },
};
