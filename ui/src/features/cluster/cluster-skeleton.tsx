/** The page's grey shapes. */
import { SimpleGrid, Skeleton, Stack } from "@mantine/core";

export const ClusterSkeleton = () => (
  <Stack gap="lg" aria-hidden>
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
      <Skeleton height={98} radius="lg" />
    </SimpleGrid>
    <Skeleton height={180} radius="lg" />
    <Skeleton height={340} radius="lg" />
  </Stack>
);
