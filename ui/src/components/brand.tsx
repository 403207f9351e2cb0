/** The mark and the name of the product. */
import { Group, Text } from "@mantine/core";

export const Brand = ({ size = 28 }: { size?: number }) => (
  <Group gap={10} wrap="nowrap">
    <img src="/favicon.svg" width={size} height={size} alt="" />
    <Text fw={700} fz={size * 0.66} lts="-0.02em" lh={1}>
      BotFactory
    </Text>
  </Group>
);
