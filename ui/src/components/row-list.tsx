/** A card of rows. For rows that lead to what can be changed, `row-list.module.css` has the look. */
import { Card } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  /** For those who hear the page. */
  label: string;
  className?: string;
  children: ReactNode;
}

export const RowList = ({ label, className = "", children }: Props) => (
  <Card component="ul" p={0} m={0} className={className} style={{ listStyle: "none" }} aria-label={label}>
    {children}
  </Card>
);
