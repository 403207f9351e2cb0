/** Takes a part out of what is being edited. It asks nothing: until it is saved, all can be taken back. */
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";

export const RemoveButton = ({ children, onClick }: { children: string; onClick: () => void }) => (
  <Button
    variant="subtle"
    color="red"
    size="compact-sm"
    leftSection={<IconTrash size={16} aria-hidden />}
    onClick={onClick}
  >
    {children}
  </Button>
);
