/** Leads back to the page that this one belongs to. */
import { Anchor } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "wouter";

export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <Anchor component={Link} href={href} size="sm" display="inline-flex" style={{ gap: 6, alignItems: "center" }}>
    <IconArrowLeft size={15} aria-hidden />
    {children}
  </Anchor>
);
