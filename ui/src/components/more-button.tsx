/** Asks for the next page of a list. It is not there when there is none. */
import { Button, type ButtonProps, Center } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** As much of a list that comes page by page as is needed here. */
export interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

interface Props extends ButtonProps {
  list: Pages;
}

export function MoreButton({ list, children, ...look }: Props) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Center>
      <Button variant="default" {...look} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {children ?? t("common.more")}
      </Button>
    </Center>
  );
}
