/** A list that comes page by page: grey rows until it is there, then what was found, and the way to more of it. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { MoreButton, type Pages } from "./more-button.tsx";
import { Problem } from "./problem.tsx";
import { RowsSkeleton } from "./skeletons.tsx";

interface Props<T> {
  list: Pages & { data: readonly T[] | undefined; error: unknown };
  /** Said where nothing fits. */
  none: string;
  /** Draws what was found, which is at least one. */
  children: (items: readonly T[]) => ReactNode;
}

export function PagedList<T>({ list, none, children }: Props<T>) {
  const { data: items, error } = list;
  return (
    <>
      {!items && (error ? <Problem error={error} /> : <RowsSkeleton />)}
      {items?.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {none}
        </Text>
      )}
      {items && items.length > 0 && children(items)}
      <MoreButton list={list} />
    </>
  );
}
