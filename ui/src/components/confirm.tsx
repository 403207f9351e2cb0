/** A question before something that cannot be taken back. Escape and the first button mean no. */
import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  opened: boolean;
  title: string;
  children: ReactNode;
  confirm: string;
  cancel?: string;
  /** Spins while it is being done. */
  loading?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ opened, title, children, confirm, cancel, loading = false, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Text component="div" size="sm">
        {children}
      </Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          {cancel ?? t("common.cancel")}
        </Button>
        <Button color="red" onClick={onConfirm} loading={loading}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
