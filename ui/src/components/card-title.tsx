/** What a card is about: its heading, and a line or two that explain it. */
import { Box, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  flex?: string;
  children: ReactNode;
}

export const CardTitle = ({ title, flex, children }: Props) => (
  <Box flex={flex}>
    <Title order={2}>{title}</Title>
    <Text size="sm" c="dimmed" mt={4}>
      {children}
    </Text>
  </Box>
);
