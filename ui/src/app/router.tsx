/** Which address shows what. Each feature is loaded when it is first opened. */
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { Redirect, Route, Switch, useLocation, Router as Wouter } from "wouter";
import { isOperator, sessionQuery } from "../api/session.ts";
import { useLeave } from "../components/leave-guard.tsx";
import { NotFound } from "../components/not-found.tsx";
import { Section } from "../components/section.tsx";
import { FormSkeleton } from "../components/skeletons.tsx";
import { Splash } from "./splash.tsx";

const Shell = lazy(async () => ({ default: (await import("./shell.tsx")).Shell }));
const SignIn = lazy(async () => ({ default: (await import("../features/auth/sign-in.tsx")).SignIn }));
const Register = lazy(async () => ({ default: (await import("../features/auth/register.tsx")).Register }));
const Bots = lazy(async () => ({ default: (await import("../features/bots/bots.tsx")).Bots }));
const ConnectToken = lazy(async () => ({
  default: (await import("../features/connect/connect-token.tsx")).ConnectToken,
}));
const ConnectSteps = lazy(async () => ({
  default: (await import("../features/connect/connect-steps.tsx")).ConnectSteps,
}));
const BotPage = lazy(async () => ({ default: (await import("./bot-page.tsx")).BotPage }));
const ApiKeys = lazy(async () => ({ default: (await import("../features/api-keys/api-keys.tsx")).ApiKeys }));
const ClusterPage = lazy(async () => ({ default: (await import("../features/cluster/cluster.tsx")).ClusterPage }));
const Settings = lazy(async () => ({ default: (await import("../features/settings/settings.tsx")).Settings }));

export function Router() {
  const leave = useLeave();
  return (
    <Wouter
      aroundNav={(navigate, to, options) =>
        // What was unsaved is gone with what it belonged to.
        options?.state === "done" ? navigate(to, options) : leave(() => navigate(to, options))
      }
    >
      <Gate />
    </Wouter>
  );
}

/** Lets in who is signed in, and leads the others to the door, remembering where they wanted to go. */
function Gate() {
  const session = useQuery(sessionQuery);
  const [path] = useLocation();
  const atDoor = path === "/sign-in" || path === "/register";
  if (session.data === undefined) return <Splash error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) {
    if (!atDoor) return <Redirect to={signInFor(path)} replace />;
    return (
      <Loaded key={path}>
        <Switch>
          <Route path="/sign-in" component={SignIn} />
          <Route path="/register" component={Register} />
        </Switch>
      </Loaded>
    );
  }
  if (atDoor) return <Redirect to={wantedPath(location.search)} replace />;
  return (
    <Suspense>
      <Shell user={session.data.user}>
        <Loaded key={path.split("/").slice(0, 3).join("/")}>
          <Switch>
            <Route path="/">
              <Redirect to="/bots" replace />
            </Route>
            <Route path="/bots" component={Bots} />
            <Route path="/bots/new" component={ConnectToken} />
            <Route path="/bots/:botId/setup/:step">
              {({ botId, step }) => <ConnectSteps botId={botId} step={step} />}
            </Route>
            <Route<{
              botId: string;
              tab?: string;
              item?: string;
              view?: string;
            }> path="/bots/:botId/:tab?/:item?/:view?">
              {({ botId, tab, item, view }) => (
                <BotPage botId={botId} tab={tab ?? "overview"} item={item ?? null} view={view ?? null} />
              )}
            </Route>
            <Route path="/api-access" component={ApiKeys} />
            {isOperator(session.data.user) && <Route path="/cluster" component={ClusterPage} />}
            <Route path="/settings/:tab?">{({ tab }) => <Settings tab={tab ?? "account"} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Loaded>
      </Shell>
    </Suspense>
  );
}

const Loaded = ({ children }: { children: ReactNode }) => (
  <Section
    fallback={
      <div style={{ maxWidth: 880, margin: "0 auto", padding: 36 }}>
        <FormSkeleton />
      </div>
    }
  >
    {children}
  </Section>
);

const signInFor = (path: string) => (path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);

/** @returns where `?next=` leads, if that is a place on this page */
function wantedPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/bots";
  return /^\/(?![/\\])/.test(next) ? next : "/bots";
}
