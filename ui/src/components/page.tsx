/** The frame of a page: its title in the tab and at the top, and what can be done at the right of it. */
import { Container, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { PageTitle } from "./page-title.tsx";

interface Props {
  title: string;
  text?: string;
  actions?: ReactNode;
  size?: "sm" | "md" | "xl";
  children: ReactNode;
}

const widths = { sm: 680, md: 880, xl: 1180 };

export const Page = ({ title, text, actions, size = "md", children }: Props) => (
  <Container size={widths[size]} px={{ base: "md", sm: "xl" }} py={{ base: "lg", sm: 36 }}>
    <PageTitle>{title}</PageTitle>
    <Group justify="space-between" align="flex-start" mb="xl" gap="sm">
      <div>
        <Title order={1}>{title}</Title>
        {text && (
          <Text c="dimmed" mt={4}>
            {text}
          </Text>
        )}
      </div>
      {actions}
    </Group>
    {children}
  </Container>
);
