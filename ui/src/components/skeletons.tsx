/** Grey shapes where something is about to appear. */
import { SimpleGrid, Skeleton, Stack } from "@mantine/core";

export const CardsSkeleton = () => (
  <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" aria-hidden>
    <Skeleton height={172} radius="lg" />
    <Skeleton height={172} radius="lg" />
    <Skeleton height={172} radius="lg" visibleFrom="lg" />
  </SimpleGrid>
);

export const RowsSkeleton = ({ rows = 4, height = 56 }: { rows?: number; height?: number }) => (
  <Stack gap="xs" aria-hidden>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
      <Skeleton key={row} height={height} />
    ))}
  </Stack>
);

export const FormSkeleton = () => (
  <Stack gap="lg" aria-hidden>
    <Skeleton height={28} width="40%" />
    <Skeleton height={120} />
    <Skeleton height={42} width="60%" />
  </Stack>
);
