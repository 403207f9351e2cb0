/** One way in the sidebar, marked when it is where we are. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import classes from "./shell.module.css";

interface Props {
  href: string;
  active: boolean;
  /** Stands under the link before it. */
  inner?: boolean;
  children: ReactNode;
}

export const SideLink = ({ href, active, inner = false, children }: Props) => (
  <Link
    href={href}
    className={inner ? `${classes.link} ${classes.inner}` : classes.link!}
    aria-current={active ? "page" : undefined}
  >
    {children}
  </Link>
);
