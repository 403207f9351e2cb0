/** Tells that something has been done, for a moment, at the corner of the page. */
import { notifications } from "@mantine/notifications";

export const saved = (message: string) =>
  void notifications.show({ message, color: "sea", autoClose: 2_500, withBorder: true });
