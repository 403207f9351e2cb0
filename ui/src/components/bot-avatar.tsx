/** A bot's initials on a colour of its own, the same wherever it is shown. */
import { Avatar } from "@mantine/core";
import { hueOf, initials } from "./initials.ts";

const colors = ["sea", "indigo", "grape", "orange", "cyan", "pink", "green", "violet"] as const;

export const BotAvatar = ({ name, seed, size = "lg" }: { name: string; seed: string; size?: string | number }) => (
  <Avatar radius="xl" size={size} color={colors[hueOf(seed, colors.length)] ?? "sea"} variant="light" aria-hidden>
    {initials(name)}
  </Avatar>
);
