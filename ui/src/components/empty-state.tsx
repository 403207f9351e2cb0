/** What a place says while there is nothing in it, and the first step out of that. */
import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  icon: Icon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Of the title: 1 where it is the page's own. */
  order?: 1 | 2;
}

export const EmptyState = ({ icon: Picture, title, children, action, order = 2 }: Props) => (
  <Center py={48} px="md">
    <Stack align="center" gap="sm" maw={420} ta="center">
      <ThemeIcon size={64} radius="xl" variant="light" aria-hidden>
        <Picture size={30} stroke={1.5} />
      </ThemeIcon>
      <Title order={order}>{title}</Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  </Center>
);
