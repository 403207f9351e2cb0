/** Catches what its children throw, and shows `fallback` until `retry` is called. */
import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  onReset: () => void;
  fallback: (error: Error, retry: () => void) => ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return this.props.fallback(this.state.error, () => {
      this.props.onReset();
      this.setState({ error: null });
    });
  }
}
