/** Deletes a row of a list, after a question. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "./confirm.tsx";
import { Problem } from "./problem.tsx";

interface Props {
  /** Names what is deleted. */
  label: string;
  /** What goes with it. */
  children: ReactNode;
  deleting: boolean;
  error: unknown;
  /** @param close to be called once it is gone */
  onDelete: (close: () => void) => void;
}

export function DeleteButton({ label, children, deleting, error, onDelete }: Props) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure();
  return (
    <>
      <Tooltip label={t("common.delete")}>
        <ActionIcon variant="subtle" color="gray" onClick={open} aria-label={label}>
          <IconTrash size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Confirm
        opened={asked}
        title={label}
        confirm={t("common.delete")}
        loading={deleting}
        onConfirm={() => onDelete(close)}
        onClose={close}
      >
        {children}
        <Problem error={error} />
      </Confirm>
    </>
  );
}
